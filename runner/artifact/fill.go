package artifact

import (
	"bufio"
	"errors"
	"io"
	"path"
	"strings"

	"sockrun/runner/outcome"
	"sockrun/runner/report"
)

// fill writes what there is of an attempt. What does not apply is left out.
func (f *Folder) fill(folder string, r *outcome.Result, temp string) error {
	err := f.write(path.Join(folder, "report.txt"), func(out io.Writer) error {
		text := report.NewText(out, report.Options{})
		text.Result(r)
		return nil
	})
	var crossed strings.Builder
	if r.Transcript != nil {
		err = errors.Join(err, r.Transcript.Dump(&crossed))
	}
	err = errors.Join(err,
		f.text(path.Join(folder, "transcript.txt"), crossed.String()),
		f.text(path.Join(folder, "output.txt"), r.Output))
	for _, p := range r.Programs {
		err = errors.Join(err,
			f.text(path.Join(folder, safe(p.Name)+".stdout.txt"), p.Stdout),
			f.text(path.Join(folder, safe(p.Name)+".stderr.txt"), p.Stderr))
	}
	return errors.Join(err, f.keepTemp(folder, temp))
}

// text writes a text unless there is none.
func (f *Folder) text(name, text string) error {
	if text == "" {
		return nil
	}
	return f.write(name, func(out io.Writer) error {
		_, err := io.WriteString(out, text)
		return err
	})
}

// write makes a file with what fill writes.
func (f *Folder) write(name string, fill func(io.Writer) error) error {
	file, err := f.create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(file)
	if err = fill(out); err == nil { // else Flush says the same again
		err = out.Flush()
	}
	return errors.Join(err, file.Close())
}
