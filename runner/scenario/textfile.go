package scenario

// textFile is a file of which something in the scenario was read.
type textFile struct {
	src  *Source
	path string // to read, for what lies beside it
}

// refused reports that a file that a value names may not be read.
func (d *decoder) refused(v value, why error) {
	d.fail(v.pos, "%s", why).about("safety").Refused = true
}

// add makes a file one that positions may be in.
func (d *decoder) add(f textFile) {
	if d.files == nil {
		d.files = map[string]textFile{}
	}
	d.files[f.src.name] = f
}

// in makes the file of a position the one that is decoded, until the returned
// function is called.
func (d *decoder) in(pos Pos) (leave func()) {
	src, file := d.src, d.file
	if f, known := d.files[pos.File]; known {
		d.src, d.file = f.src, f.path
	}
	return func() { d.src, d.file = src, file }
}

// sourceOf returns the text that a position is in.
func (d *decoder) sourceOf(pos Pos) *Source {
	if f, known := d.files[pos.File]; known {
		return f.src
	}
	return d.src
}
