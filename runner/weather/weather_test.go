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

// TestForgets: what no longer has an effect is not kept, so that a scenario may
// change its weather as often as it likes.
func TestForgets(t *testing.T) {
	t.Parallel()
	var f weather.Forecast
	loss := func(l float64) func(*weather.Link) { return func(link *weather.Link) { link.Loss = l } }
	changes := 0
	down := func(is bool) func(*weather.Link) {
		return func(link *weather.Link) { link.Down = is; changes++ }
	}
	f.Add(weather.Rule{From: "alice", Word: "loss", Change: loss(0.5)})
	f.Add(weather.Rule{From: "alice", To: "echo", Word: "loss", Change: loss(0.9)})
	for range 1000 {
		f.Add(weather.Rule{From: "alice", Word: "down", Change: down(true)})
		f.Add(weather.Rule{Word: "down", Change: down(false)})
	}
	changes = 0
	if f.Between("alice", "echo"); changes > 3 {
		t.Errorf("%d changes of a thousand are kept", changes)
	}
	if link := f.Between("alice", "bob"); link.Down || link.Loss != 0.5 {
		t.Errorf("from alice to bob is %+v", link)
	}
	if link := f.Between("alice", "echo"); link.Down || link.Loss != 0.9 {
		t.Errorf("from alice to echo is %+v", link)
	}
	f.Add(weather.Rule{Word: weather.All, Change: func(l *weather.Link) { *l = weather.Link{} }})
	if link := f.Between("alice", "echo"); link != (weather.Link{}) {
		t.Errorf("in calm weather it is %+v", link)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		link  weather.Link
		bytes int64
		end   weather.End
	}{
		{weather.Link{}, 0, weather.Stands},
		{weather.Link{LimitData: 5}, 5, weather.Closes},
		{weather.Link{LimitData: 5, ResetAfter: 4, VanishAfter: 6}, 4, weather.Resets},
		{weather.Link{LimitData: 5, VanishAfter: 3}, 3, weather.Vanishes},
	} {
		if bytes, end := test.link.Limit(); bytes != test.bytes || end != test.end {
			t.Errorf("%+v ends after %d bytes by %d, want %d by %d", test.link, bytes, end, test.bytes, test.end)
		}
	}
}
