package spell

import "testing"

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"handler", "listen", "steps", "as"}
	for name, want := range map[string]string{
		"handlr": "handler", "lisetn": "listen", "Steps": "steps", "step": "steps", "sa": "as", "x": "", "hand": "handler", "ha": "", "colour": "",
	} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
