package scenario_test

import (
	"os"
	"path/filepath"
	"testing"

	"sockrun/runner/scenario"
)

// FuzzDecode checks that no file makes the loader panic, and that every error
// can be shown and has its place in the file.
func FuzzDecode(f *testing.F) {
	for _, pattern := range []string{"testdata/bad/*.yaml", "testdata/good/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// Whatever it names, it meets itself there.
		read := func(string) ([]byte, error) { return data, nil }
		list, err := scenario.Decode(data, "f.yaml", "f.yaml", scenario.LoadOptions{ReadFile: read})
		if err == nil && len(list) == 0 {
			t.Error("no scenario and no error")
		}
		if err == nil {
			return
		}
		for _, e := range err.(scenario.Errors) {
			if e.Error() == "" || e.Message == "" || e.Pos.Line > 0 && e.Pos.Column < 1 {
				t.Errorf("%#v", e)
			}
		}
	})
}
