package pack

import (
	"maps"
	"strings"
	"sync"
	"sync/atomic"
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
}

var compiled cache

// Cached is Compile that remembers what it compiled. Any goroutine may call
// it. What is remembered is bounded, and two calls need not return the same
// pointer.
func Cached(format string) (*Format, error) { return compiled.get(format) }

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
