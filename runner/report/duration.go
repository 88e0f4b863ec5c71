package report

import (
	"fmt"
	"time"
)

// inSeconds shows how long a run took: "0.21 s", "1m 5s".
func inSeconds(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	d = d.Round(time.Second)
	return fmt.Sprintf("%dm %ds", d/time.Minute, d%time.Minute/time.Second)
}

// brief shows a duration in two digits or a few more: "0.3 ms", "12 ms",
// "1.2 s", "75 s".
func brief(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond-50*time.Microsecond:
		return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
	case d < time.Second-500*time.Microsecond:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond)/time.Millisecond)
	case d < 10*time.Second-50*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d s", d.Round(time.Second)/time.Second)
}
