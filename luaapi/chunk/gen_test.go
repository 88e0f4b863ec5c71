package chunk

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

type gen struct {
	r          *rand.Rand
	b          strings.Builder
	nums, anys []string
	id, ind    int
	loops      int
	vararg     bool
	params     []string
	labels     int
	budget     int
}

func (g *gen) line(f string, a ...any) {
	g.b.WriteString(strings.Repeat(" ", g.ind))
	fmt.Fprintf(&g.b, f, a...)
	g.b.WriteString("\n")
}
func (g *gen) pick(s []string) string { return s[g.r.Intn(len(s))] }
func (g *gen) num(d int) string {
	g.budget--
	if d <= 0 || g.budget < 0 {
		if len(g.nums) > 0 && g.r.Intn(3) > 0 {
			return g.pick(g.nums)
		}
		return strconv.Itoa(g.r.Intn(9))
	}
	switch g.r.Intn(12) {
	case 0:
		return "(" + g.num(d-1) + " + " + g.num(d-1) + ")"
	case 1:
		return g.num(d-1) + " - " + g.num(d-1)
	case 2:
		return "(" + g.num(d-1) + " * " + g.num(d-1) + ") % 97"
	case 3:
		return "- " + g.num(d-1)
	case 4:
		return "#(" + g.num(d-1) + " .. " + g.any(d-1, "str") + ")"
	case 5:
		return "N(" + g.any(d-1, "") + ")"
	case 6:
		return "(N((" + g.any(d-1, "") + ")))"
	case 7:
		return "#{" + g.exprs(d-1) + ", 1}"
	case 8:
		return "(" + g.any(d-1, "") + " and " + g.num(d-1) + " or " + g.num(d-1) + ")"
	case 9:
		return "(function(" + ") " + "return " + g.num(d-1) + " end)()"
	default:
		if len(g.nums) > 0 {
			return g.pick(g.nums)
		}
		return "7"
	}
}
func (g *gen) exprs(d int) string {
	n := 1 + g.r.Intn(3)
	p := []string{}
	for range n {
		p = append(p, g.any(d, ""))
	}
	return strings.Join(p, ", ")
}
func (g *gen) any(d int, t string) string {
	g.budget--
	if t == "str" {
		return g.pick([]string{`"s"`, `""`, "S(" + g.any(d-1, "") + ")"})
	}
	if d <= 0 || g.budget < 0 {
		if len(g.anys) > 0 && g.r.Intn(2) > 0 {
			return g.pick(g.anys)
		}
		return g.pick([]string{"nil", "true", "false", "1", "0", `"q"`, "G1", "G2"})
	}
	switch g.r.Intn(17) {
	case 0:
		return g.num(d)
	case 1, 2:
		return g.any(d-1, "") + " and " + g.any(d-1, "")
	case 3, 4:
		return "(" + g.any(d-1, "") + " or " + g.any(d-1, "") + ")"
	case 5:
		return "not " + g.any(d-1, "")
	case 6:
		return "(" + g.any(d-1, "") + ") == " + g.any(d-1, "")
	case 7:
		return "(" + g.any(d-1, "") + ") ~= (" + g.any(d-1, "") + ")"
	case 8:
		return g.num(d-1) + " " + g.pick([]string{"<", "<=", ">", ">="}) + " " + g.num(d-1)
	case 9:
		return "V(" + g.exprs(d-1) + ")"
	case 10:
		return "(V(" + g.exprs(d-1) + "))"
	case 11:
		return "({" + g.exprs(d-1) + ", k = " + g.any(d-1, "") + "})[" + g.pick([]string{"1", "2", `"k"`, g.num(0)}) + "]"
	case 12:
		return "({" + g.exprs(d-1) + ", k = " + g.any(d-1, "") + "}).k"
	case 13:
		if g.vararg {
			return g.pick([]string{"(...)", "...", "V(...)", "select('#', ...)"})
		}
		return "S(1) .. " + g.any(d-1, "str") + " .. " + g.num(0)
	case 14:
		return "O:m(" + g.exprs(d-1) + ")"
	case 15:
		return "(function(...) " + g.pick([]string{"return ...", "local a, b = ... return b, a", "return (...)", "return V(...)"}) + " end)(" + g.exprs(d-1) + ")"
	default:
		if len(g.anys) > 0 {
			return g.pick(g.anys)
		}
		return "nil"
	}
}
func (g *gen) block(d int, body func()) {
	n, a := len(g.nums), len(g.anys)
	g.ind++
	body()
	g.ind--
	g.nums, g.anys = g.nums[:n:n], g.anys[:a:a]
}
func (g *gen) fresh(p string) string {
	g.id++
	if g.r.Intn(4) == 0 {
		return p + strconv.Itoa(g.r.Intn(3)+1)
	}
	return p + strconv.Itoa(g.id)
}
func (g *gen) stmts(d, n int) {
	for range 1 + g.r.Intn(n) {
		if len(g.nums)+len(g.anys) > 100 {
			return
		}
		g.stmt(d)
	}
}
func (g *gen) target() (string, bool) {
	switch g.r.Intn(5) {
	case 0:
		return g.pick([]string{"G1", "G2"}), false
	case 1:
		return "T[" + g.num(0) + "]", false
	case 2:
		if len(g.nums) > 0 {
			return g.pick(g.nums), true
		}
	}
	if len(g.anys) > 0 {
		return g.pick(g.anys), false
	}
	return "T.x", false
}
func (g *gen) stmt(d int) {
	if d <= 0 || g.budget < 0 {
		g.line("P(%s)", g.any(0, ""))
		return
	}
	switch g.r.Intn(24) {
	case 0:
		v, e := g.fresh("n"), g.num(2)
		g.line("local %s = %s", v, e)
		g.nums = append(g.nums, v)
	case 1, 2:
		v, w, e := g.fresh("x"), g.fresh("x"), g.exprs(2)
		g.line("local %s, %s = %s", v, w, e)
		g.anys = append(g.anys, v, w)
	case 3:
		v, e := g.fresh("x"), g.any(3, "")
		g.line("local %s = %s", v, e)
		g.anys = append(g.anys, v)
	case 4, 5, 6:
		var ts, es []string
		seen := map[string]bool{}
		for range 1 + g.r.Intn(3) {
			t, n := g.target()
			if seen[t] {
				continue
			}
			seen[t] = true
			e := g.any(2, "")
			if n {
				e = "(" + g.num(2) + ")"
			}
			ts = append(ts, t)
			es = append(es, e)
		}
		if g.r.Intn(4) == 0 {
			es = append(es, g.any(1, ""))
		}
		g.line("%s = %s", strings.Join(ts, ", "), strings.Join(es, ", "))
	case 7:
		g.line("P(%s)", g.exprs(2))
	case 8, 9:
		g.line("if %s then", g.any(2, ""))
		g.block(d, func() { g.stmts(d-1, 3) })
		if g.r.Intn(2) == 0 {
			g.line("elseif %s then", g.any(2, ""))
			g.block(d, func() { g.stmts(d-1, 2) })
		}
		if g.r.Intn(2) == 0 {
			g.line("else")
			g.block(d, func() { g.stmts(d-1, 3) })
		}
		g.line("end")
	case 10:
		g.line("do")
		g.block(d, func() { g.stmts(d-1, 3) })
		g.line("end")
	case 11, 12, 13, 14, 15:
		g.loop(d)
	case 16, 17:
		v := g.fresh("f")
		args := []string{}
		for range g.r.Intn(3) {
			g.id++
			args = append(args, "x"+strconv.Itoa(g.id))
		}
		va := g.r.Intn(3) == 0
		hdr := append([]string{}, args...)
		if va {
			hdr = append(hdr, "...")
		}
		g.line("local %s = function(%s)", v, strings.Join(hdr, ", "))
		ol, ov := g.loops, g.vararg
		g.loops, g.vararg = 0, va
		g.block(d, func() {
			g.line("F()")
			g.anys = append(g.anys, args...)
			g.stmts(d-1, 4)
			g.line("return %s", g.exprs(2))
		})
		g.loops, g.vararg = ol, ov
		g.line("end")
		g.line("P(%s(%s))", v, g.exprs(1))
		g.line("FS[#FS+1] = %s", v)
	case 18: // captured closure
		if len(g.anys) > 0 {
			v := g.pick(g.anys)
			g.line("FS[#FS+1] = function() %s = N(%s) + 1 return %s end", v, v, v)
		}
	case 19:
		g.line("if #FS > 0 then P(FS[#FS]()) end")
	case 20:
		if g.loops > 0 {
			g.line("if %s then break end", g.any(2, ""))
		}
	case 21:
		if g.loops > 0 {
			g.line("if %s then local q1, q2 = %s FS[#FS+1] = function() q1 = N(q1) + 1 return q1, q2 end break end", g.any(2, ""), g.exprs(1))
		}
	case 22:
		g.labels++
		l := "L" + strconv.Itoa(g.labels)
		g.line("do")
		g.block(d, func() {
			g.line("if %s then goto %s end", g.any(1, ""), l)
			g.line("do")
			g.block(d, func() { g.stmts(d-1, 3); g.line("if %s then goto %s end", g.any(1, ""), l) })
			g.line("end")
			g.line("::%s::", l)
		})
		g.line("end")
	case 23:
		g.labels++
		l := "L" + strconv.Itoa(g.labels)
		g.line("do")
		g.block(d, func() { g.line("::%s::", l); g.line("F()"); g.stmts(d-1, 3); g.line("if C() then goto %s end", l) })
		g.line("end")
	}
}
func (g *gen) loop(d int) {
	g.loops++
	body := func() {
		g.line("F()")
		g.labels++
		l := "L" + strconv.Itoa(g.labels)
		g.line("if %s then goto %s end", g.any(1, ""), l)
		g.line("do")
		g.block(d, func() { g.stmts(d-1, 4) })
		g.line("end")
		g.line("::%s::", l)
	}
	plain := func() {
		if g.r.Intn(2) == 0 {
			body()
			return
		}
		g.stmts(d-1, 4)
	}
	switch g.r.Intn(6) {
	case 0:
		v := g.fresh("n")
		s, e := g.num(0), g.num(1)
		g.line("for %s = %s, %s do", v, s, e)
		g.block(d, func() { g.line("F()"); g.nums = append(g.nums, v); plain() })
		g.line("end")
	case 1:
		v, w := g.fresh("x"), g.fresh("x")
		g.line("for %s, %s in ipairs{%s} do", v, w, g.exprs(2))
		g.block(d, func() { g.anys = append(g.anys, v, w); plain() })
		g.line("end")
	case 2:
		v := g.fresh("x")
		g.line("for %s in I%s do", v, g.pick([]string{"", "(3), 1, 2", "(2)", ", 1"}))
		g.block(d, func() { g.anys = append(g.anys, v); plain() })
		g.line("end")
	case 3:
		g.line("while C() %s do", g.pick([]string{"", "and " + g.any(2, ""), "or false", "and true"}))
		g.block(d, func() { plain() })
		g.line("end")
	case 4:
		g.line("repeat")
		g.block(d, func() { g.line("F()"); g.stmts(d-1, 4); g.line("until not C() or (%s)", g.any(2, "")) })
	case 5:
		g.line("while %s do", g.pick([]string{"true", "1", "not nil", "true or x", "not not true"}))
		g.block(d, func() {
			if g.r.Intn(2) == 0 {
				g.line("if not C() then break end")
				plain()
			} else {
				g.line("if %s then break end", g.any(1, ""))
				g.line("F()")
				plain()
				g.line("if not C() then break end")
			}
		})
		g.line("end")
	}
	g.loops--
}

const prelude = `
local fuel = 0
function F() fuel = fuel + 1 if fuel > 120 then error("fuel", 0) end end
local cc = 0
function C() cc = cc + 1 return cc % 4 ~= 0 end
function N(x) if type(x) == "number" then return x % 1000 elseif x then return 3 end return 5 end
function S(x) if type(x) == "string" then return #x < 50 and x or "long" elseif type(x) == "number" then return "n" .. (x % 7 + 0) end return "t" end
function V(...) return ... end
G1, G2 = 1, "g2"
T = {} FS = {}
O = {v = 4} function O:m(a, b) return a, self.v, b end
local function nxt(s, c) c = (N(c) + 1) if c < 5 then return c, "v" end end
function I(s, c) if c then return nxt(s, c) end if type(s) == "number" then return nxt, s, 1 end return nxt(s, c) end
local function show(v) if type(v) == "number" then return tostring((v % 1000000) + 0) elseif type(v) == "function" or type(v) == "table" then return type(v) end return tostring(v) end
function P(...) F() local t = {} for i = 1, select("#", ...) do t[i] = show((select(i, ...))) end print(table.concat(t, " ")) end
`

func TestGen(t *testing.T) {
	start, _ := strconv.Atoi(os.Getenv("SEED"))
	n, _ := strconv.Atoi(os.Getenv("N"))
	bad := 0
	for seed := start; seed < start+n; seed++ {
		g := &gen{r: rand.New(rand.NewSource(int64(seed))), budget: 600}
		for range 8 {
			g.stmt(4)
		}
		src := prelude + "local ok, e = pcall(function(...)\n" + g.b.String() + "\nend)\nprint(ok, ok or (tostring(e):gsub('^[^:]*:[0-9]+: ', '')))\nfor i = 1, #FS do print(pcall(FS[i])) end"
		src = strings.ReplaceAll(src, "print(pcall(FS[i]))", "print(pcall(function() P(FS[i]()) end))")
		ours := runOurs(src)
		cmd := exec.Command("lua5.4", "-")
		cmd.Stdin = strings.NewReader(src)
		var o, e bytes.Buffer
		cmd.Stdout = &o
		cmd.Stderr = &e
		cmd.Run()
		a, b := ours, o.String()
		if strings.Contains(e.String(), "jumps into") || strings.Contains(e.String(), "stdin:") {
			if !strings.HasPrefix(ours, "COMPILE") && !strings.Contains(ours, "ERR") {
				fmt.Println("seed", seed, "real fails", e.String()[:80], "ours", ours[:50])
			}
			continue
		}
		if a != b {
			bad++
			la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
			i := 0
			for i < len(la) && i < len(lb) && la[i] == lb[i] {
				i++
			}
			x, y := "", ""
			if i < len(la) {
				x = la[i]
			}
			if i < len(lb) {
				y = lb[i]
			}
			if strings.HasPrefix(x, "false\t") && strings.HasPrefix(y, "false\t") {
				bad--
				continue
			}
			fmt.Printf("seed %d len %d line %d\n ours %.150s\n real %.150s\n", seed, len(src), i, x, y)
			os.WriteFile(fmt.Sprintf("/tmp/exp/bad%d.lua", seed), []byte(src), 0o644)
			if bad > 6 {
				break
			}
		}
	}
}
