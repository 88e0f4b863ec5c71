package weather_test

import (
	"slices"
	"testing"
	"time"

	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// TestWordsOfDatagrams: who sends again and again from one line is told which
// of the datagrams are meant, on one line when they come in a row.
func TestWordsOfDatagrams(t *testing.T) {
	t.Parallel()
	var number uint64
	about := func(kind chance.Kind, from string, nth int) weather.Incident {
		number++
		i := weather.Incident{ID: chance.ID{Kind: kind, Number: number}, At: time.Duration(number), From: from, Where: "rt.yaml:17", Datagram: nth, Of: 2}
		if kind == chance.Delay {
			i.Of, i.Late = 0, time.Duration(nth)*time.Millisecond
		}
		return i
	}
	lost := func(nth int) weather.Incident { return about(chance.Loss, "bob", nth) }
	for _, test := range []struct {
		incidents []weather.Incident
		want      []string
	}{
		{[]weather.Incident{lost(3)}, []string{"the 3rd datagram that bob sends (2 bytes, at rt.yaml:17) is lost"}},
		{[]weather.Incident{lost(1), lost(2), about(chance.Loss, "s", 1), lost(3), lost(4)}, []string{
			"the first 4 datagrams that bob sends (2 bytes each, at rt.yaml:17) are lost",
			"the 1st datagram that s sends (2 bytes, at rt.yaml:17) is lost",
		}},
		{[]weather.Incident{lost(2), lost(3), lost(11), lost(12), lost(22)}, []string{
			"datagrams 2 to 3 that bob sends (2 bytes each, at rt.yaml:17) are lost",
			"datagrams 11 to 12 that bob sends (2 bytes each, at rt.yaml:17) are lost",
			"the 22nd datagram that bob sends (2 bytes, at rt.yaml:17) is lost",
		}},
		{[]weather.Incident{about(chance.Corrupt, "bob", 13), about(chance.Corrupt, "bob", 13), about(chance.Duplicate, "bob", 21)}, []string{
			"the 13th datagram that bob sends (2 bytes, at rt.yaml:17) arrives damaged",
			"the 21st datagram that bob sends (2 bytes, at rt.yaml:17) arrives two times",
		}},
		{[]weather.Incident{about(chance.Delay, "bob", 1), about(chance.Delay, "bob", 2), about(chance.Delay, "bob", 0)}, []string{
			"the 1st datagram that bob sends (at rt.yaml:17) takes 1ms longer",
			"the 2nd datagram that bob sends (at rt.yaml:17) takes 2ms longer",
			"what bob sends at rt.yaml:17 takes 0s longer",
		}},
	} {
		if got := weather.Words(test.incidents); !slices.Equal(got, test.want) {
			t.Errorf("got\n%q\nwant\n%q", got, test.want)
		}
	}
}
