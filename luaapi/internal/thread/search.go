package thread

// Search says where require looks: in Dir, then in lib/ of Dir and each
// folder above it up to Root. Shown is how positions call the file of a path;
// nil for the path itself.
type Search struct {
	Dir, Root string
	Shown     func(path string) string
}

// Name is how positions call the file of a path.
func (s Search) Name(path string) string {
	if s.Shown == nil {
		return path
	}
	return s.Shown(path)
}
