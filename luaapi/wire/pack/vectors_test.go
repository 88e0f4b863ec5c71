package pack_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"sockrun/luaapi/internal/vectors"
	"sockrun/luaapi/wire/pack"
)

// vector is a line of testdata/vectors.jsonl.gz, which vectors.py describes.
type vector struct {
	Format  string
	Args    *[]string
	Packed  *string
	Data    *string
	Offset  *int
	Values  []string
	Repeats *int
	Size    int
	Error   string
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Each(t, "testdata/vectors.jsonl.gz", 12000, func(v *vector, line string) {
		if difference := v.check(); difference != "" {
			t.Errorf("%s\n%s", line, difference)
		}
	})
}

// check returns in what we differ from CPython, or "".
func (v *vector) check() string {
	format, err := pack.Compile(v.Format)
	if err != nil {
		return differs("error", text(err), v.Error)
	}
	switch {
	case v.Args != nil:
		return v.checkPack(format)
	case v.Repeats != nil:
		repeats, err := format.Repeats(len(*v.Data) / 2)
		return differs("error", text(err), v.Error) + differs("repeats", repeats, *v.Repeats)
	case v.Data != nil:
		return v.checkUnpack(format)
	}
	return differs("error", "", v.Error) + differs("size", format.Size(), v.Size)
}

func (v *vector) checkPack(format *pack.Format) string {
	packed, err := format.Append([]byte("before"), parseValues(*v.Args))
	want := "before"
	if v.Packed != nil {
		want += unhex(*v.Packed)
	}
	return differs("error", text(err), v.Error) + differs("packed", string(packed), want)
}

func (v *vector) checkUnpack(format *pack.Format) string {
	var got collector
	var err error
	data := []byte(unhex(*v.Data))
	if v.Offset != nil {
		err = format.UnpackFrom(data, *v.Offset, &got)
	} else {
		err = format.Unpack(data, &got)
	}
	want := parseValues(v.Values)
	if err == nil && format.Count() != len(want) {
		return differs("count", format.Count(), len(want))
	}
	if !slices.EqualFunc(got.values, want, same) {
		return fmt.Sprintf("values: got %v, want %v", got.values, want)
	}
	return differs("error", text(err), v.Error)
}

func differs[T comparable](what string, got, want T) string {
	if got == want {
		return ""
	}
	asText, _ := json.Marshal([]T{got, want})
	return what + ": got, want " + string(asText) + " "
}

func text(err error) string {
	var e *pack.Error
	if err != nil && !errors.As(err, &e) {
		return "not a *pack.Error: " + err.Error()
	}
	if err != nil {
		return e.Message
	}
	return ""
}

func unhex(s string) string {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
