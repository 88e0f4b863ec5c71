package deflate

import "math/bits"

const (
	maxCode  = 15 // bits of the longest code
	fastCode = 9  // bits of the codes that are found in one step
)

// huffman is a set of canonical Huffman codes.
type huffman struct {
	fast    [1 << fastCode]uint16 // by the next bits: symbol<<4 | length; 0: the code is longer or none
	count   [maxCode + 1]int      // how many codes have a length
	symbols [288]uint16           // in the order of their codes
}

// build makes the codes of symbols from the lengths of the codes, 0 for none.
// It is not ok when there are more codes than these lengths allow, or fewer;
// a single code of one bit is enough where single is true, and no code at all
// is always good.
func (h *huffman) build(lengths []byte, single bool) (ok bool) {
	*h = huffman{}
	longest := 0
	for _, n := range lengths {
		h.count[n]++
		longest = max(longest, int(n))
	}
	h.count[0] = 0
	left, next, index := 1, [maxCode + 2]int{}, [maxCode + 2]int{}
	for n := 1; n <= maxCode; n++ {
		if left = left<<1 - h.count[n]; left < 0 {
			return false
		}
		next[n+1] = (next[n] + h.count[n]) << 1
		index[n+1] = index[n] + h.count[n]
	}
	for symbol, n := range lengths {
		if n > 0 {
			h.symbols[index[n]] = uint16(symbol)
			h.shorten(next[n], int(n), symbol)
			index[n]++
			next[n]++
		}
	}
	return left == 0 || longest == 0 || single && longest == 1
}

// shorten notes a code for the fast way, if it is short enough: under
// whatever follows it. Codes are read from their most significant bit.
func (h *huffman) shorten(code, length, symbol int) {
	if length > fastCode {
		return
	}
	first := int(bits.Reverse16(uint16(code)) >> (16 - length))
	for i := first; i < len(h.fast); i += 1 << length {
		h.fast[i] = uint16(symbol<<4 | length)
	}
}

// decode reads one symbol; it is -1 when no code begins like that.
func (h *huffman) decode(b *buffer) (symbol int, err error) {
	if e := h.fast[b.bits&(1<<fastCode-1)]; e != 0 {
		if b.n < uint(e&15) {
			return 0, errMore
		}
		b.drop(uint(e & 15))
		return int(e >> 4), nil
	}
	code, first, index := 0, 0, 0
	for n := 1; n <= maxCode; n++ {
		if b.n < uint(n) {
			return 0, errMore
		}
		code |= int(b.bits>>(n-1)) & 1
		if code-first < h.count[n] {
			b.drop(uint(n))
			return int(h.symbols[index+code-first]), nil
		}
		index += h.count[n]
		first = (first + h.count[n]) << 1
		code <<= 1
	}
	return -1, nil
}
