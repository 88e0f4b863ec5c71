package scenario_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockrun/runner/scenario"
)

var update = flag.Bool("update", false, "write what the loader says into testdata")

// TestBadFiles holds the exact words, positions and carets for files with
// mistakes.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 140 {
		t.Fatalf("%d bad files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			_, err := scenario.Load(file, filepath.Base(file), scenario.LoadOptions{})
			if err == nil {
				t.Fatal("the file loads")
			}
			compare(t, strings.TrimSuffix(file, ".yaml")+".txt", err.Error()+"\n")
		})
	}
}

// compare compares with a golden file, or writes it.
func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestErrorFields checks that an error can be taken apart.
func TestErrorFields(t *testing.T) {
	t.Parallel()
	_, err := decode("name: a\nclients:\n  a: {conect: x, steps: [close]}\n")
	errs, ok := err.(scenario.Errors)
	if !ok || len(errs) != 1 {
		t.Fatalf("%T %v", err, err)
	}
	if got := errs[0].Pos.String(); got != "test.yaml:3:7" {
		t.Error(got)
	}
	if errs[0].Line != "  a: {conect: x, steps: [close]}" {
		t.Error(errs[0].Line)
	}
}

// TestErrorsAreBounded checks order and number of errors.
func TestErrorsAreBounded(t *testing.T) {
	t.Parallel()
	_, err := decode("clients: 5\n" + manyUnknownKeys(50))
	errs := err.(scenario.Errors)
	if len(errs) != 21 {
		t.Fatalf("%d errors", len(errs))
	}
	if got := errs[20].Error(); got != "test.yaml:21:1: 31 more errors follow, which are shown when these are mended" {
		t.Error(got)
	}
	for i := 1; i < len(errs); i++ {
		if errs[i-1].Pos.Compare(errs[i].Pos) > 0 {
			t.Errorf("%s before %s", errs[i-1].Pos, errs[i].Pos)
		}
	}
}

func manyUnknownKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("z", i+9) + ": 1\n")
	}
	return b.String()
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	_, err := scenario.Load("testdata/nowhere.yaml", "nowhere.yaml", scenario.LoadOptions{})
	if err == nil || err.Error() != "nowhere.yaml: no such file or directory" {
		t.Error(err)
	}
}

func TestLongFile(t *testing.T) {
	t.Parallel()
	_, err := decode("name: " + strings.Repeat("x", 16<<20))
	if err == nil || err.Error() != "test.yaml: the file is longer than 16 MiB\n  docs: sockrun docs limits" {
		t.Error(err)
	}
}

func TestUnknownOverride(t *testing.T) {
	t.Parallel()
	_, err := scenario.Decode([]byte("vars: {host: a}\n"+client), "test.yaml", "test.yaml",
		scenario.LoadOptions{Vars: map[string]string{"hots": "b"}})
	want := "test.yaml: --var hots: no such variable under vars: did you mean `host`?\n  docs: sockrun docs --var"
	if err == nil || err.Error() != want {
		t.Error(err)
	}
}
