package weather_test

import (
	"testing"

	"sockrun/runner/weather"
)

func TestBetween(t *testing.T) {
	t.Parallel()
	lossy := func(loss float64) func(*weather.Link) { return func(l *weather.Link) { l.Loss = loss } }
	f := weather.New(weather.Link{Buffer: 1},
		weather.Rule{Change: lossy(0.1)},
		weather.Rule{From: "alice", Change: lossy(0.2)},
		weather.Rule{From: "alice[2]", To: "echo", Change: lossy(0.3)},
	)
	f.Add(weather.Rule{To: "store", Change: lossy(0.4)})
	for _, test := range []struct {
		from, to string
		loss     float64
	}{
		{"bob", "echo", 0.1},
		{"alice", "echo", 0.2},
		{"alice[1]", "echo", 0.2},
		{"alice[2]", "echo", 0.3},
		{"alice[2]", "store", 0.4},
		{"malice", "echo", 0.1},
		{"", "", 0.1},
	} {
		if l := f.Between(test.from, test.to); l.Loss != test.loss || l.Buffer != 1 {
			t.Errorf("from %q to %q: %+v, want loss %v", test.from, test.to, l, test.loss)
		}
	}
}

func TestPresets(t *testing.T) {
	t.Parallel()
	if weather.Find(weather.Default) == nil || weather.Find("hail") != nil {
		t.Error("names are not found")
	}
	if calm := weather.Find("calm").Link; !calm.IsImmediate() || calm != (weather.Link{}) {
		t.Errorf("calm is %+v", calm)
	}
	if storm := weather.Find("storm").Link; storm.IsImmediate() || storm.ResetAfter != 0 {
		t.Errorf("storm is %+v: it must be rough, but may break no connection", storm)
	}
}
