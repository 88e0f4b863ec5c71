package pattern

import "strings"

// maxFurthest is the longest pattern of which parts are tried.
const maxFurthest = 200

// Furthest returns the longest beginning of a pattern that is still found in a
// subject in which the whole is not; "" when none says anything. check is as
// in New.
func Furthest(subject, pattern string, check func() error) string {
	if len(pattern) > maxFurthest {
		return ""
	}
	for end := len(pattern) - 1; end > 0 && pattern[:end] != "^"; end-- {
		if pattern[end-1] == '(' { // which is not found by itself
			continue
		}
		for open := range 3 {
			part := pattern[:end] + strings.Repeat(")", open) // its captures, closed
			if _, err := Check(part); err != nil {
				continue
			}
			if _, found, err := New(subject, part, true, check).From(0); err == nil && found {
				return pattern[:end]
			}
			break
		}
	}
	return ""
}
