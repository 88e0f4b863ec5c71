package scenario_test
import ("testing";"strings";"time";"runtime")
func TestSlow(t *testing.T){
 for name, y := range map[string]string{
  "bad256k": strings.Repeat("- a: b\n", 36000)+"c: d\n",
  "badstart": "a\nb: c\n"+strings.Repeat("- a: b\n", 36000),
  "openflow": "a: [\n"+strings.Repeat("b,\n", 80000),
  "quotes": strings.Repeat("a: \"x\n", 40000),
  "list16M": strings.Repeat("- a\n", 4<<20-10),
  "flow16M": "["+strings.Repeat("a,", 8<<20-10)+"]",
  "deep": strings.Repeat("[", 1<<20),
  "deepmap": strings.Repeat("- ", 1<<20),
  "anchors": strings.Repeat("&a ", 1<<20),
  "keys": strings.Repeat("? ", 1<<20),
  "comments": strings.Repeat("#\n", 1<<20)+"a: b",
  "comments2": strings.Repeat("a: b # x\n", 1<<17),
  "bigscalar": "name: "+strings.Repeat("x", 10<<20)+"\n",
  "nl": strings.Repeat("\n", 10<<20)+"a: b\n",
  "manykeys": func() string { var b strings.Builder; b.WriteString("vars: {a: 1}\nclients: {a: {connect: \"tcp://127.0.0.1:80\", steps: [close"); b.WriteString(strings.Repeat(", {send: \"{{ vars.a }}\"}", 20000)); b.WriteString("]}}\n"); return b.String() }(),
 } {
  s := time.Now(); var m0, m runtime.MemStats; runtime.ReadMemStats(&m0)
  _, err := decode(y)
  runtime.ReadMemStats(&m)
  msg := "ok"; if err != nil { msg = err.Error(); if len(msg)>150 {msg=msg[:150]} }
  t.Logf("%s %s alloc %dM: %s", name, time.Since(s), (m.TotalAlloc-m0.TotalAlloc)>>20, msg)
 }
}
