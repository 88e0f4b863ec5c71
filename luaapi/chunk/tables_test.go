package chunk_test

import (
	"fmt"
	"strings"
	"testing"

	"sockrun/luaapi/chunk"
)

// TestTables holds where the fields of constructors stand, those inside
// functions and other constructors too.
func TestTables(t *testing.T) {
	t.Parallel()
	source := `s:client{ name = "a",
  ["connect"] = f{1}, [1 + 1] = 2,
  steps = {
    {send = "x"}, "close";
    {
      expect = "y"},
  },
  script = function() return {
      z = 1} end,
}`
	compiled, err := chunk.Compile(source, chunk.Options{Line: 11, Tables: true})
	if err != nil {
		t.Fatal(err)
	}
	last := compiled.Tables[len(compiled.Tables)-1]
	want := "11{name@11 connect@12 []@12 steps@13 13{@14 14{send@14} @14 @15 15{expect@16}} script@18}"
	if got := shown(last); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(compiled.Tables) != 6 {
		t.Errorf("%d constructors, want 6", len(compiled.Tables))
	}
	if f := last.Named("steps").Table.Element(2); f == nil || f.Line != 15 {
		t.Errorf("the third step is %v", f)
	}
	if last.Named("nothing") != nil || last.Element(0) != nil {
		t.Error("fields are found that are not there")
	}
	if plain, _ := chunk.Compile(source, chunk.Options{}); len(plain.Tables) > 0 {
		t.Error("constructors are kept that nobody asks for")
	}
}

func shown(table *chunk.Table) string {
	var fields []string
	for _, f := range table.Fields {
		text := fmt.Sprintf("%s@%d", f.Name, f.Line)
		if f.Table != nil {
			text += " " + shown(f.Table)
		}
		fields = append(fields, text)
	}
	return fmt.Sprintf("%d{%s}", table.Line, strings.Join(fields, " "))
}
