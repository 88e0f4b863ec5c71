package deflate

// lengths and distances of matches: the least, and how many more bits follow
// (RFC 1951, 3.2.5).
var (
	lengthBase   = [29]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthExtra  = [29]uint{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distanceBase = [30]int{
		1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769,
		1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
	}
	distanceExtra = [30]uint{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
	// lengthOrder is the order in which the lengths of the codes for code
	// lengths are written.
	lengthOrder = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// block reads the beginning of a block.
func (d *Decompressor) block() error { return d.whole(d.beginBlock) }

func (d *Decompressor) beginBlock() error {
	if d.last {
		d.in.align()
		d.step = (*Decompressor).trailer
		return nil
	}
	head, err := d.in.take(3)
	if err != nil {
		return err
	}
	switch head >> 1 {
	case 0:
		err = d.beginStored()
	case 1:
		err = d.beginFixed()
	case 2:
		err = d.beginDynamic()
	default:
		err = wrong("invalid block type")
	}
	d.last = head&1 == 1 && err == nil
	return err
}

func (d *Decompressor) beginStored() error {
	d.in.align()
	size, err := d.in.take(32)
	switch {
	case err != nil:
		return err
	case size&0xffff != ^size>>16:
		return wrong("invalid stored block lengths")
	}
	d.stored, d.step = int(size&0xffff), (*Decompressor).copyStored
	return nil
}

func (d *Decompressor) copyStored() error {
	d.in.unread()
	data := d.in.rest()
	n := min(d.stored, len(data), d.room())
	d.out = append(d.out, data[:n]...)
	d.in.pos += n
	switch d.stored -= n; {
	case d.stored == 0:
		d.step = (*Decompressor).block
		return nil
	case d.room() == 0:
		return errFull
	}
	return errMore
}

func (d *Decompressor) beginFixed() error {
	var lengths [288]byte
	for i := range lengths {
		lengths[i] = 8
		switch {
		case i >= 144 && i < 256:
			lengths[i] = 9
		case i >= 256 && i < 280:
			lengths[i] = 7
		}
	}
	d.literals.build(lengths[:], false)
	for i := range 32 {
		lengths[i] = 5
	}
	d.distances.build(lengths[:32], false)
	d.step = (*Decompressor).symbols
	return nil
}

func (d *Decompressor) beginDynamic() error {
	counts, err := d.in.take(14)
	if err != nil {
		return err
	}
	literals, distances, codes := int(counts&31)+257, int(counts>>5&31)+1, int(counts>>10)+4
	if literals > 286 || distances > 30 {
		return wrong("too many length or distance symbols")
	}
	var lengths [286 + 30]byte
	if err := d.readLengths(lengths[:literals+distances], codes); err != nil {
		return err
	}
	switch {
	case lengths[256] == 0:
		return wrong("invalid code -- missing end-of-block")
	case !d.literals.build(lengths[:literals], true):
		return wrong("invalid literal/lengths set")
	case !d.distances.build(lengths[literals:literals+distances], true):
		return wrong("invalid distances set")
	}
	d.step = (*Decompressor).symbols
	return nil
}

// readLengths reads the lengths of the codes for literals and distances, which
// are coded themselves.
func (d *Decompressor) readLengths(lengths []byte, codes int) error {
	var own [19]byte
	for _, at := range lengthOrder[:codes] {
		v, err := d.in.take(3)
		if err != nil {
			return err
		}
		own[at] = byte(v)
	}
	if own == [19]byte{} {
		return d.skipLengths(len(lengths))
	}
	if !d.literals.build(own[:], false) {
		return wrong("invalid code lengths set")
	}
	for i := 0; i < len(lengths); {
		n, err := d.readLength(lengths, i)
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

// skipLengths reads n lengths that have no code: zlib reads one bit for each,
// and finds out later that there are no codes.
func (d *Decompressor) skipLengths(n int) error {
	for range n {
		if _, err := d.in.take(1); err != nil {
			return err
		}
	}
	return nil
}

// readLength reads length i, or a run of the same length, and returns how many
// there were.
func (d *Decompressor) readLength(lengths []byte, i int) (n int, err error) {
	d.in.fill()
	symbol, err := d.literals.decode(&d.in.buffer)
	var more uint32
	switch {
	case err != nil:
		return 0, err
	case symbol < 0:
		return 0, wrong("invalid code lengths set")
	case symbol < 16:
		lengths[i] = byte(symbol)
		return 1, nil
	case symbol == 16 && i == 0:
		return 0, wrong("invalid bit length repeat")
	case symbol == 16:
		more, err = d.in.take(2)
		n = 3 + int(more)
	case symbol == 17:
		more, err = d.in.take(3)
		n = 3 + int(more)
	default:
		more, err = d.in.take(7)
		n = 11 + int(more)
	}
	if err == nil && i+n > len(lengths) {
		err = wrong("invalid bit length repeat")
	}
	if err == nil && symbol == 16 {
		for at := range n {
			lengths[i+at] = lengths[i-1]
		}
	}
	return n, err
}

// symbols reads the codes of a block.
func (d *Decompressor) symbols() error {
	for {
		if d.copyMatch(); d.length > 0 {
			return errFull
		}
		d.in.fill()
		b := d.in.buffer
		symbol, err := d.literals.decode(&b)
		if err == nil && symbol > 256 {
			err = d.match(symbol-257, &b)
		}
		switch {
		case err != nil:
			return err
		case symbol < 0:
			return wrong("invalid literal/length code")
		case symbol < 256 && d.room() == 0:
			return errFull
		case symbol < 256:
			d.out = append(d.out, byte(symbol))
		case symbol == 256:
			d.step = (*Decompressor).block
		}
		if d.in.buffer = b; symbol == 256 {
			return nil
		}
	}
}

// match reads what belongs to the code of a length.
func (d *Decompressor) match(code int, b *buffer) error {
	if code >= len(lengthBase) {
		return wrong("invalid literal/length code")
	}
	length, err := b.take(lengthExtra[code])
	if err != nil {
		return err
	}
	far, err := d.distances.decode(b)
	switch {
	case err != nil:
		return err
	case far < 0 || far >= len(distanceBase):
		return wrong("invalid distance code")
	}
	distance, err := b.take(distanceExtra[far])
	if err != nil {
		return err
	}
	if d.distance = distanceBase[far] + int(distance); d.distance > len(d.out) {
		return wrong("invalid distance too far back")
	}
	d.length = lengthBase[code] + int(length)
	return nil
}

// copyMatch repeats what came before, as far as there is room. A match that
// is longer than its distance repeats itself, each time twice as much.
func (d *Decompressor) copyMatch() {
	start := len(d.out) - d.distance
	for n := min(d.length, d.room()); n > 0; {
		again := d.out[start:]
		again = again[:min(len(again), n)]
		d.out = append(d.out, again...)
		d.length -= len(again)
		n -= len(again)
	}
}
