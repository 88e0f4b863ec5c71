package scenario_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"sockrun/runner/scenario"
)

// decodeWith decodes a file that includes others.
func decodeWith(text string, read func(path string) ([]byte, error)) ([]*scenario.Scenario, error) {
	return scenario.Decode([]byte(text), "top.yaml", "top.yaml", scenario.LoadOptions{ReadFile: read})
}

// readFrom reads files out of a map.
func readFrom(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		text, found := files[path]
		if !found {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return []byte(text), nil
	}
}

// What a file declares itself wins, at every level; one file may come in by two
// ways; each file is read once.
func TestIncludeOrder(t *testing.T) {
	t.Parallel()
	reads := map[string]int{}
	files := readFrom(map[string]string{
		"a/one.yaml":  "include: ../base.yaml\nvars: {one: 1, base: one}\n",
		"b/two.yaml":  "include: [../base.yaml]\nvars: {two: 2, base: two}\n",
		"base.yaml":   "vars: {base: base, deep: base}\nframes: {line: {delimiter: ';'}}\n",
		"three.yaml":  "include: base.yaml\n",
		"matrix.yaml": "vars: {size: 5}\n",
	})
	list, err := decodeWith("include: [a/one.yaml, b/two.yaml, three.yaml, matrix.yaml]\nvars: {base: top}\nmatrix: {size: [1, 2]}\n"+client,
		func(path string) ([]byte, error) { reads[path]++; return files(path) })
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || len(list[0].Includes) != 5 || reads["base.yaml"] != 1 {
		t.Errorf("%d scenarios, %d includes, reads %v", len(list), len(list[0].Includes), reads)
	}
	for i, s := range list {
		var vars []string
		for _, v := range s.Vars {
			vars = append(vars, fmt.Sprint(v.Name, "=", v.Value))
		}
		if got, want := strings.Join(vars, " "), fmt.Sprintf("base=top one=1 deep=base two=2 size=%d", i+1); got != want {
			t.Errorf("vars are %s, want %s", got, want)
		}
		if s.Frames["line"] == nil {
			t.Error("no frame")
		}
	}
}

// Without a bound, links to folders could make an endless number of files.
func TestIncludesAreBounded(t *testing.T) {
	t.Parallel()
	read := func(string) ([]byte, error) { return []byte("include: [a/part.yaml, b/part.yaml]\n"), nil }
	_, err := decodeWith("include: part.yaml\n"+client, read)
	errs, ok := err.(scenario.Errors)
	if !ok || len(errs) != 1 || errs[0].Message != "more than 100 files are included" || errs[0].Topic != "limits" {
		t.Error(err)
	}
}

// A part stands by itself, with names that only those who include it know.
func TestPart(t *testing.T) {
	t.Parallel()
	list, err := decodeWith(`
frames: {mine: {lua: frame.length(vars.format)}, two: {send: mine, recv: theirs}}
sequences:
  greet: [{run: introduce}, {check: vars.reply == servers.echo.port}, {frame: theirs}]
`, readFrom(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || !list[0].Part || list[0].NothingToRun().Pos.String() != "top.yaml:2:1" {
		t.Errorf("%+v", list)
	}
	if _, err := decodeWith("frames: {mine: {length: 5}}\n", readFrom(nil)); err == nil {
		t.Error("a mistake in a part is not found")
	}
}
