package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"sockrun/runner/outcome"
	"sockrun/runner/paths"
	"sockrun/runner/report"
)

// reportSetting is one --report.
type reportSetting struct {
	format string
	file   string // "" for stdout
}

// reportFormats are those that --report knows, and those that are announced.
var reportFormats, laterFormats = []string{"text", "junit", "json"}, []string{"tap", "github", "html"}

func (r reportSetting) String() string {
	if r.file == "" {
		return "--report " + r.format
	}
	return "--report " + r.format + "=" + r.file
}

// reportSettings are the reports that values of --report ask for. The text
// report is on stdout unless another one is.
func reportSettings(values []string) ([]reportSetting, error) {
	var list []reportSetting
	for _, value := range values {
		r, err := parseReport(value)
		if err != nil {
			return nil, err
		}
		if same := slices.IndexFunc(list, func(other reportSetting) bool { return other.file == r.file }); same >= 0 {
			return nil, sharedFile(list[same], r)
		}
		list = append(list, r)
	}
	if !slices.ContainsFunc(list, func(r reportSetting) bool { return r.file == "" }) {
		list = append(list, reportSetting{format: "text"})
	}
	return list, nil
}

// parseReport reads FORMAT[=FILE], in which a FILE of "-" is stdout.
func parseReport(value string) (reportSetting, error) {
	format, file, named := strings.Cut(value, "=")
	r := reportSetting{format: format}
	switch {
	case slices.Contains(laterFormats, format):
		return r, usage("--report %s is not there yet", format).withHint("the formats are %s", strings.Join(reportFormats, ", "))
	case !slices.Contains(reportFormats, format):
		return r, usage("--report %s: no such format", value).withHint("the formats are %s; write --report FORMAT or --report FORMAT=FILE", strings.Join(reportFormats, ", "))
	case named && file == "":
		return r, usage("--report %s: the name of the file is missing", value).withHint("--report %s=FILE, or --report %s for stdout", format, format)
	case file != "-" && named:
		r.file = filepath.Clean(file)
	}
	return r, nil
}

// sharedFile says that two reports would overwrite each other.
func sharedFile(a, b reportSetting) error {
	if a.file == "" {
		return usage("%v and %v both go to stdout", a, b).withHint("give one of them a file: --report %s=FILE", b.format)
	}
	return usage("%v and %v go to the same file", a, b).withHint("give each a file of its own")
}

// reports are all that are told of a run. When it is cut off they are ended from
// another goroutine, and what comes later is dropped.
type reports struct {
	mu    sync.Mutex
	ended bool
	errs  []error // of the end
	list  []namedReport
	tally report.Tally
	began time.Time
}

type namedReport struct {
	report.Report
	reportSetting
	file *os.File // nil for stdout
}

// openReports creates the files, so that one that cannot be written is known
// before anything runs. The caller calls end or discard.
func (a *app) openReports() (*reports, error) {
	settings, err := reportSettings(a.show.reports)
	if err != nil {
		return nil, err
	}
	all := &reports{}
	for _, r := range settings {
		out := namedReport{reportSetting: r}
		to := a.out
		if r.file != "" {
			if err = a.reachable(r.file); err != nil {
				all.discard()
				return nil, err
			}
			if out.file, err = os.Create(r.file); err != nil {
				all.discard()
				return nil, notCreated(r, err)
			}
			to = out.file
		}
		out.Report = a.newReport(r.format, to)
		all.list = append(all.list, out)
	}
	return all, nil
}

// notCreated says why the file of a report cannot be written.
func notCreated(r reportSetting, err error) error {
	folder := filepath.Dir(r.file)
	if _, missing := os.Stat(folder); errors.Is(missing, fs.ErrNotExist) {
		return usage("%v: there is no folder %s", r, folder).withHint("mkdir -p %s", folder)
	}
	return usage("%v: %v", r, paths.Unwrapped(err))
}

func (a *app) newReport(format string, out io.Writer) report.Report {
	switch format {
	case "junit":
		return report.NewJUnit(out)
	case "json":
		return report.NewJSON(out)
	}
	return report.NewText(out, a.reportOptions(out))
}

// withoutPeople drops the text report on stdout, which is for people.
func (all *reports) withoutPeople() {
	all.list = slices.DeleteFunc(all.list, func(r namedReport) bool { return r.format == "text" && r.file == nil })
}

func (all *reports) begin(run *report.Run) {
	all.began = run.Began
	all.tally = report.Tally{Scenarios: len(run.Scenarios), Repeat: run.Repeat, FailOnFlaky: run.FailOnFlaky}
	for _, r := range all.list {
		r.Begin(run)
	}
}

func (all *reports) result(r *outcome.Result) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.ended {
		return
	}
	all.tally.Add(r)
	for _, to := range all.list {
		to.Result(r)
	}
}

// end finishes all reports and closes their files. It returns an error for each
// that could not be written, and the same when they have ended already.
func (all *reports) end() []error {
	all.mu.Lock()
	defer all.mu.Unlock()
	if !all.ended {
		all.ended, all.errs = true, all.finish()
	}
	return all.errs
}

// finish ends all reports. That nobody reads stdout any more is no error: who
// did, such as head, has seen enough.
func (all *reports) finish() (unwritten []error) {
	took := time.Since(all.began)
	for _, r := range all.list {
		err := r.End(&all.tally, took)
		if r.file == nil && errors.Is(err, syscall.EPIPE) {
			continue
		}
		if r.file != nil {
			err = errors.Join(err, r.file.Close())
		}
		if err != nil {
			unwritten = append(unwritten, fmt.Errorf("%v: %w", r, err))
		}
	}
	return unwritten
}

// discard closes the files of reports that are told of nothing.
func (all *reports) discard() {
	for _, r := range all.list {
		if r.file != nil {
			r.file.Close()
		}
	}
}
