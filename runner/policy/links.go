package policy

import "sync"

// Links remembers where the symbolic links of folders lead, for the policies of
// one run: its scenarios have most folders in common, and to look at each part of
// their paths again would cost more than all else about a policy. What it has
// answered stays so, whatever becomes of the links. The zero value is ready, and
// several goroutines may use it.
type Links struct {
	mu    sync.Mutex
	known map[string]string
}

// resolve is resolve for a path that may count from the present folder. A nil
// Links looks anew.
func (l *Links) resolve(path string) (string, error) {
	if l == nil {
		return resolveHere(path)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if led, known := l.known[path]; known {
		return led, nil
	}
	led, err := resolveHere(path)
	if err == nil {
		if l.known == nil {
			l.known = map[string]string{}
		}
		l.known[path] = led
	}
	return led, err
}

func resolveHere(path string) (string, error) {
	path, err := fromHere(path)
	return resolve(path), err
}
