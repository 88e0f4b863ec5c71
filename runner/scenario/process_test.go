package scenario_test

import (
	"reflect"
	"testing"
	"time"

	"sockrun/runner/scenario"
)

func TestProcess(t *testing.T) {
	t.Parallel()
	s := load(t, `
vars: {level: debug}
clients: {alice: {connect: redis.resp, steps: [close]}}
processes:
  redis:
    command: [./redis, --port, "{{ self.ports.resp }}"]
    cwd: "{{ vars.tmp }}"
    env: {LEVEL: "{{ vars.level }}", EMPTY: ""}
    stdin: {hex: "00"}
    after: [alice, tool]
    ports:
      resp: free
      web: {inherit: true}
      admin: {log: "admin on (%d+)"}
    ready: {log: ready, within: 3s}
    stop: {signal: SIGINT, grace: 0s}
  tool: {command: [tool], exit: [0, 3]}
  any: {command: [any], exit: any}
`)
	redis := s.Process("redis")
	if got := redis.Command[2].Parts[0].Lua.Code; len(redis.Command) != 3 || got != "self.ports.resp" {
		t.Errorf("command %d %q", len(redis.Command), got)
	}
	if redis.Cwd.Raw != "{{ vars.tmp }}" || len(redis.Env) != 2 || redis.Env[0].Name != "LEVEL" || string(redis.Stdin.Bytes) != "\x00" {
		t.Errorf("%+v", redis)
	}
	if len(redis.After) != 2 || redis.After[1].Name != "tool" {
		t.Errorf("after %v", redis.After)
	}
	var ports []string
	var kinds []scenario.PortKind
	for _, p := range redis.Ports {
		ports, kinds = append(ports, p.Name+p.Pattern), append(kinds, p.Kind)
	}
	if !reflect.DeepEqual(ports, []string{"resp", "web", "adminadmin on (%d+)"}) ||
		!reflect.DeepEqual(kinds, []scenario.PortKind{scenario.PortFree, scenario.PortInherit, scenario.PortLog}) {
		t.Errorf("ports %q %v", ports, kinds)
	}
	if r := redis.Ready; r.Kind != scenario.ReadyLog || r.Pattern != "ready" || r.Within != 3*time.Second {
		t.Errorf("%+v", r)
	}
	if redis.Stop != (scenario.Stop{Signal: "INT"}) || redis.Exit != nil || len(redis.Probes()) != 0 {
		t.Errorf("%+v", redis)
	}
}

func TestExit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		exit      string
		code      int
		signalled bool
		want      bool
	}{
		{"0", 0, false, true}, {"0", 1, false, false}, {"[0, 3]", 3, false, true}, {"[0, 3]", 1, false, false},
		{"any", 7, false, true}, {"any", -1, true, true}, {"0", -1, true, false},
	} {
		s := load(t, "processes: {a: {command: [x], exit: "+c.exit+"}}")
		if got := s.Processes[0].Exit.Accepts(c.code, c.signalled); got != c.want {
			t.Errorf("exit: %s accepts %d %t: %t", c.exit, c.code, c.signalled, got)
		}
	}
}

func TestProcessDefaults(t *testing.T) {
	t.Parallel()
	p := load(t, "processes: {a: {command: [x], ports: {b: free, c: {inherit: true}}}}").Processes[0]
	if p.Stop != (scenario.Stop{Signal: "TERM", Grace: scenario.DefaultGrace}) || p.Ready != nil || p.Exit != nil {
		t.Errorf("%+v", p)
	}
	if probes := p.Probes(); len(probes) != 1 || probes[0].Name != "b" {
		t.Errorf("probes %v", probes)
	}
}

// A process is started after those whose ports it names, but for those that
// name its own in turn.
func TestNeeds(t *testing.T) {
	t.Parallel()
	s := load(t, `
processes:
  proxy: {command: [proxy, "{{ processes.one.ports.a }}", '{{ processes["one"].ports.a }}']}
  one: {command: [node, "{{ processes.two.ports.a }}"], ports: {a: free}}
  two: {command: [node, "{{ processes.three.ports.a }}"], ports: {a: free}}
  three: {command: [node, "{{ processes.one.ports.a }}", "{{ processes.alone.ports.a }}"], ports: {a: free}}
  alone: {command: [node, "{{ processes.alone.ports.a }}"], ports: {a: free}}
`)
	for name, want := range map[string][]string{"proxy": {"one"}, "one": nil, "two": nil, "three": {"alone"}, "alone": nil} {
		if got := s.Process(name).Needs; !reflect.DeepEqual(got, want) {
			t.Errorf("%s needs %q, want %q", name, got, want)
		}
	}
}

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"80": "tcp://127.0.0.1:80", "localhost:80": "tcp://localhost:80", "[::1]:80": "tcp://[::1]:80",
		"0": "", "65536": "", "x": "", ":80": "", "localhost:http": "", "-1": "", "localhost:0": "",
	} {
		e, err := scenario.ParseTarget(text)
		if got := e.String(); err == nil && got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
}
