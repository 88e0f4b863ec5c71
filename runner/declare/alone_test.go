package declare

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sockrun/runner/policy"
	"sockrun/runner/world"
)

// A mistake of ours in a file that is loaded ends neither the process nor the
// loading of other files.
func TestAlonePanics(t *testing.T) {
	t.Parallel()
	err := alone(policy.Flags{}, limit, errors.New("late"), func(context.Context, *world.World) error { panic("broken") })
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("it ends with %v", err)
	}
}
