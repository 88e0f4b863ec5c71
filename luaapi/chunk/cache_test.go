package chunk_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
)

// TestCache compares what a cache gives for a source that it has seen
// elsewhere with what is compiled in its new place.
func TestCache(t *testing.T) {
	t.Parallel()
	sources := []string{"conn:send('x')", "\n\nlocal function f()\n  return y\nend\nx = f", "return function() return function() z() end end"}
	files, err := filepath.Glob("../testdata/*.lua")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, string(data))
	}
	cache := &chunk.Cache{}
	places := []chunk.Options{
		{Name: "a.yaml", Line: 3, Column: 7, Indent: 4},
		{Name: "b.yaml", Line: 30, Column: 2, Indent: 9},
		{Name: "a.lua"},
		{Name: "a.yaml", Line: 3, Column: 7, Indent: 4, Params: []string{"conn"}},
	}
	for _, o := range places {
		for i, source := range sources {
			got, err := cache.Compile(source, o)
			want, wanted := chunk.Compile(source, o)
			if err != nil || wanted != nil { // a parameter may be one local too many
				if !reflect.DeepEqual(err, wanted) {
					t.Errorf("source %d at %+v: %v, want %v", i, o, err, wanted)
				}
				continue
			}
			if dump(got.Proto) != dump(want.Proto) || !slices.Equal(got.Globals, want.Globals) {
				t.Errorf("source %d at %+v: not as compiled there", i, o)
			}
		}
	}
}

// dump writes down all that a function is; NaN among its constants is equal to
// itself that way.
func dump(p *lua.FunctionProto) string {
	var b strings.Builder
	fmt.Fprintln(&b, p.SourceName, p.LineDefined, p.LastLineDefined, p.NumUpvalues, p.NumParameters, p.IsVarArg, p.NumUsedRegisters)
	fmt.Fprintln(&b, p.Code, p.Constants, p.DbgSourcePositions, p.DbgCalls, p.DbgUpvalues)
	for _, l := range p.DbgLocals {
		fmt.Fprintln(&b, *l)
	}
	for _, inner := range p.FunctionPrototypes {
		b.WriteString(dump(inner))
	}
	return b.String()
}

// TestCacheOfErrors checks that an error is told where the source stands.
func TestCacheOfErrors(t *testing.T) {
	t.Parallel()
	cache := &chunk.Cache{}
	for line := 1; line < 3; line++ {
		_, err := cache.Compile("x = ", chunk.Options{Name: "a.yaml", Line: line})
		if e, ok := err.(*chunk.Error); !ok || e.Line != line {
			t.Errorf("line %d: %v", line, err)
		}
	}
}

// TestExpressionsAreNotBlocks checks that a cache tells apart what is compiled
// in different ways.
func TestExpressionsAreNotBlocks(t *testing.T) {
	t.Parallel()
	cache := &chunk.Cache{}
	if _, err := cache.Compile("f()", chunk.Options{}); err != nil {
		t.Fatal(err)
	}
	block, _ := chunk.Compile("f()", chunk.Options{})
	expression, err := cache.Compile("f()", chunk.Options{Expression: true})
	if err != nil || reflect.DeepEqual(block.Proto.Code, expression.Proto.Code) {
		t.Errorf("an expression is compiled as a block: %v", err)
	}
}
