package chunk

import (
	"slices"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// Bounds on what a Cache keeps.
const (
	cachedSources = 1 << 10
	cachedSource  = 4 << 10 // bytes
)

// Cache compiles small sources once, wherever they stand: the files of a suite
// hold much the same Lua. The zero value is an empty one, and a nil *Cache
// keeps nothing. It may be used by several goroutines.
type Cache struct {
	mu   sync.Mutex
	kept map[cacheKey]*compiled
}

// cacheKey is what the code depends on.
type cacheKey struct {
	source, params string
	expression     bool
}

// compiled is a chunk and where it stands.
type compiled struct {
	*Chunk
	at origin
}

// Compile is the function Compile.
func (c *Cache) Compile(source string, o Options) (*Chunk, error) {
	if c == nil || len(source) > cachedSource || o.Tables {
		return Compile(source, o)
	}
	key := cacheKey{source, strings.Join(o.Params, ","), o.Expression}
	if known := c.find(key); known != nil {
		return known.moved(newOrigin(o)), nil
	}
	made, err := Compile(source, o)
	if err == nil {
		c.keep(key, &compiled{made, newOrigin(o)})
	}
	return made, err
}

func (c *Cache) find(key cacheKey) *compiled {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[key]
}

func (c *Cache) keep(key cacheKey, made *compiled) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[cacheKey]*compiled{}
	}
	if len(c.kept) < cachedSources {
		c.kept[key] = made
	}
}

// moved returns the chunk as it is when its source stands elsewhere.
func (c *compiled) moved(to origin) *Chunk {
	made := &Chunk{Proto: movedProto(c.Proto, to.Name, to.Line-c.at.Line), Globals: slices.Clone(c.Globals)}
	for i := range made.Globals {
		g := &made.Globals[i]
		if g.Line == c.at.Line {
			g.Column += to.Column - c.at.Column
		} else {
			g.Column += to.Indent - c.at.Indent
		}
		g.Line += to.Line - c.at.Line
	}
	return made
}

// movedProto copies what says where a function is, and shares its code.
func movedProto(p *lua.FunctionProto, name string, lines int) *lua.FunctionProto {
	moved := *p
	moved.SourceName = name
	if p.LineDefined > 0 {
		moved.LineDefined += lines
	}
	moved.LastLineDefined += lines
	moved.DbgSourcePositions = slices.Clone(p.DbgSourcePositions)
	for i := range moved.DbgSourcePositions {
		moved.DbgSourcePositions[i] += lines
	}
	moved.FunctionPrototypes = slices.Clone(p.FunctionPrototypes)
	for i, inner := range p.FunctionPrototypes {
		moved.FunctionPrototypes[i] = movedProto(inner, name, lines)
	}
	return &moved
}
