package deflate

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// maxHeader bounds the header of gzip data, which may hold a name and a
// comment of any length.
const maxHeader = 128 << 10

// header reads what stands before the blocks.
func (d *Decompressor) header() error {
	data := d.in.rest()
	if d.format == Auto && len(data) >= 2 {
		d.format = Zlib
		if data[0] == 0x1f && data[1] == 0x8b {
			d.format = Gzip
		}
	}
	size, err := 0, error(nil)
	switch d.format {
	case Zlib:
		d.sum = 1
		size, err = zlibHeader(data)
	case Gzip:
		size, err = gzipHeader(data)
	case Auto:
		err = errMore
	}
	if err == nil {
		d.in.pos += size
		d.step = (*Decompressor).block
	}
	if err == errMore && len(data) > maxHeader {
		err = wrong("the header has no end")
	}
	return err
}

func zlibHeader(data []byte) (size int, err error) {
	switch {
	case len(data) < 2:
		return 0, errMore
	case binary.BigEndian.Uint16(data)%31 != 0:
		return 0, wrong("incorrect header check")
	case data[0]&15 != 8:
		return 0, wrong("unknown compression method")
	case data[0]>>4 > 7:
		return 0, wrong("invalid window size")
	case data[1]&0x20 != 0:
		return 0, &Error{Code: 2, Doing: "decompressing data", Sentence: "a preset dictionary is needed, which is not supported"}
	}
	return 2, nil
}

// The flags of a gzip header.
const (
	gzipCRC     = 1 << 1
	gzipExtra   = 1 << 2
	gzipName    = 1 << 3
	gzipComment = 1 << 4
	gzipOther   = 0xe0
)

func gzipHeader(data []byte) (size int, err error) {
	const fixed = 10
	switch {
	case len(data) >= 2 && (data[0] != 0x1f || data[1] != 0x8b):
		return 0, wrong("incorrect header check")
	case len(data) < fixed:
		return 0, errMore
	case data[2] != 8:
		return 0, wrong("unknown compression method")
	case data[3]&gzipOther != 0:
		return 0, wrong("unknown header flags set")
	}
	return gzipFields(data, data[3], fixed)
}

// gzipFields returns where a header ends that has the fields of flags behind its
// first size bytes.
func gzipFields(data []byte, flags byte, size int) (int, error) {
	if flags&gzipExtra != 0 {
		if len(data) < size+2 {
			return 0, errMore
		}
		size += 2 + int(binary.LittleEndian.Uint16(data[size:]))
	}
	for _, text := range []byte{gzipName, gzipComment} {
		if flags&text == 0 {
			continue
		}
		end := bytes.IndexByte(data[min(size, len(data)):], 0)
		if end < 0 {
			return 0, errMore
		}
		size += end + 1
	}
	if flags&gzipCRC != 0 {
		return checkedHeader(data, size)
	}
	if len(data) < size {
		return 0, errMore
	}
	return size, nil
}

// checkedHeader checks the CRC behind a header of that size.
func checkedHeader(data []byte, size int) (int, error) {
	if len(data) < size+2 {
		return 0, errMore
	}
	if binary.LittleEndian.Uint16(data[size:]) != uint16(CRC32(0, data[:size])) {
		return 0, wrong("header crc mismatch")
	}
	return size + 2, nil
}

// trailer reads what stands behind the blocks and compares the checksum.
func (d *Decompressor) trailer() error {
	if d.format != Raw {
		if err := d.whole(d.checkSum); err != nil {
			return err
		}
	}
	d.done = true
	return nil
}

func (d *Decompressor) checkSum() error {
	d.addToSum()
	sum, err := d.in.take(32)
	if d.format == Zlib {
		sum = bits.ReverseBytes32(sum)
	}
	switch {
	case err != nil:
		return err
	case sum != d.sum:
		return wrong("incorrect data check")
	case d.format == Zlib:
		return nil
	}
	size, err := d.in.take(32)
	if err == nil && size != d.size {
		err = wrong("incorrect length check")
	}
	return err
}

// addToSum adds what is new to the checksum and the size.
func (d *Decompressor) addToSum() {
	fresh := d.out[d.summed:]
	switch d.format {
	case Zlib:
		d.sum = Adler32(d.sum, fresh)
	case Gzip:
		d.sum = CRC32(d.sum, fresh)
	}
	d.size += uint32(len(fresh))
	d.summed = len(d.out)
}
