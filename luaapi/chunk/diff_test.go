package chunk

import (
	"bytes"
	"fmt"
	lua "github.com/yuin/gopher-lua"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func runOurs(src string) (out string) {
	var b strings.Builder
	defer func() {
		if r := recover(); r != nil {
			out = b.String() + fmt.Sprint("PANIC ", r)
		}
	}()
	c, err := Compile(src, Options{Name: "x"})
	if err != nil {
		return "COMPILE " + err.Error()
	}
	L := lua.NewState()
	defer L.Close()
	L.SetGlobal("print", L.NewFunction(func(L *lua.LState) int {
		for i := 1; i <= L.GetTop(); i++ {
			if i > 1 {
				b.WriteString("\t")
			}
			b.WriteString(L.ToStringMeta(L.Get(i)).String())
		}
		b.WriteString("\n")
		return 0
	}))
	L.Push(L.NewFunctionFromProto(c.Proto))
	if err := L.PCall(0, 0, nil); err != nil {
		return b.String() + "ERR " + err.Error()
	}
	return b.String()
}
func runReal(src string) string {
	cmd := exec.Command("lua5.1", "-")
	cmd.Stdin = strings.NewReader(src)
	var o, e bytes.Buffer
	cmd.Stdout = &o
	cmd.Stderr = &e
	if err := cmd.Run(); err != nil {
		return o.String() + "ERR " + e.String()
	}
	return o.String()
}

var norm = regexp.MustCompile(`0x[0-9a-f]+`)

func TestDiff(t *testing.T) {
	for _, f := range []string{"/tmp/exp/exp_test.go", "/tmp/exp/exp2_test.go", "/tmp/exp/exp3_test.go"} {
		data, _ := os.ReadFile(f)
		for _, m := range regexp.MustCompile("(?m)^ (`[^`]*`|\".*),$").FindAllStringSubmatch(string(data), -1) {
			var src string
			x := m[1]
			if x[0] == '`' {
				src = strings.Trim(x, "`")
			} else {
				for _, part := range regexp.MustCompile(`strings.Repeat\("1,",(\d+)\)|"([^"]*)"`).FindAllStringSubmatch(x, -1) {
					if part[1] != "" {
						n := 0
						fmt.Sscan(part[1], &n)
						src += strings.Repeat("1,", n)
					} else {
						src += part[2]
					}
				}
			}
			a, b := norm.ReplaceAllString(runOurs(src), "P"), norm.ReplaceAllString(runReal(src), "P")
			if a != b {
				s := src
				if len(s) > 300 {
					s = s[:100] + "..." + s[len(s)-150:]
				}
				fmt.Printf("DIFF %s\n ours: %.300s\n real: %.200s\n", s, a, b)
			}
		}
	}
}
