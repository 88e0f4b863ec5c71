package pack

import (
	"encoding/binary"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

const (
	maxCached       = 256 // formats; programs use a few
	maxCachedLength = 256 // bytes of a format's text
)

// cache keeps compiled formats. Readers take no lock: the map that they see is
// never changed but replaced.
type cache struct {
	formats atomic.Pointer[map[string]*Format]
	adding  sync.Mutex
	// places has a format under a part of the address of its text: that of a
	// literal is the same in every call. Whoever looks compares the text.
	places [1 << 8]atomic.Pointer[Format]
}

var compiled cache

// Cached is Compile that remembers what it compiled. Any goroutine may call
// it. What is remembered is bounded, and two calls need not return the same
// pointer.
func Cached(format string) (*Format, error) {
	place := compiled.place(format)
	if f := place.Load(); f != nil && f.is(format) {
		return f, nil
	}
	f, err := compiled.get(format)
	if err == nil && len(format) <= maxCachedLength {
		place.Store(f)
	}
	return f, err
}

func (c *cache) place(format string) *atomic.Pointer[Format] {
	address := uintptr(unsafe.Pointer(unsafe.StringData(format)))
	return &c.places[(address>>3^address>>11)%uintptr(len(c.places))]
}

// is says whether it is the format of a text. Most texts are so short that two
// loads hold all of one.
func (f *Format) is(text string) bool {
	n := len(text)
	if n != len(f.text) || n < 4 || n > 8 {
		return f.text == text
	}
	b := unsafe.Slice(unsafe.StringData(text), n)
	known := unsafe.Slice(unsafe.StringData(f.text), n)
	return binary.NativeEndian.Uint32(b) == binary.NativeEndian.Uint32(known) &&
		binary.NativeEndian.Uint32(b[n-4:]) == binary.NativeEndian.Uint32(known[n-4:])
}

func (c *cache) get(format string) (*Format, error) {
	if known := c.formats.Load(); known != nil {
		if f := (*known)[format]; f != nil {
			return f, nil
		}
	}
	f, err := Compile(strings.Clone(format)) // which may be a part of a long text
	if err == nil && len(format) <= maxCachedLength {
		c.add(f)
	}
	return f, err
}

// add remembers f; a full cache begins again, as CPython's does.
func (c *cache) add(f *Format) {
	c.adding.Lock()
	defer c.adding.Unlock()
	next := map[string]*Format{}
	if known := c.formats.Load(); known != nil && len(*known) < maxCached {
		next = maps.Clone(*known)
	}
	next[f.text] = f
	c.formats.Store(&next)
}
