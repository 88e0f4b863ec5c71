package report

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
)

// testcase is one with at most one of Failure, Error and Skipped.
type testcase struct {
	Name    string  `xml:"name,attr"`
	Class   string  `xml:"classname,attr"`
	File    string  `xml:"file,attr"`
	Line    int     `xml:"line,attr"`
	Time    string  `xml:"time,attr"`
	Failure *detail `xml:"failure"`
	Error   *detail `xml:"error"`
	Skipped *detail `xml:"skipped"`
	// The attempts of one that was run again: of a flaky one those that did not
	// pass, of another those before the last.
	FlakyFailures []detail `xml:"flakyFailure"`
	FlakyErrors   []detail `xml:"flakyError"`
	RerunFailures []detail `xml:"rerunFailure"`
	RerunErrors   []detail `xml:"rerunError"`
	Output        *lines   `xml:"system-out"`
}

// detail is why a testcase did not pass.
type detail struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	lines
}

// lines is the text of an element. It is XML already, because encoding/xml
// writes each line end as a reference, which nobody wants to read.
type lines struct {
	XML string `xml:",innerxml"`
}

// linesOf escapes a text.
func linesOf(text string) lines {
	return lines{strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;").Replace(xmlText(text))}
}

func (c *testcase) skip(why string) { c.Skipped = &detail{Message: xmlText(why)} }

func (c *testcase) fail(r *outcome.Result) {
	d := detailOf(r)
	if r.Verdict == outcome.Failed {
		c.Failure = &d
	} else {
		c.Error = &d
	}
	for _, f := range r.Earlier {
		add(&c.RerunFailures, &c.RerunErrors, f.Verdict, attempt(f))
	}
}

// flaky tells of a scenario that passed in the end, which may not be enough.
func (c *testcase) flaky(r *outcome.Result, isFailure bool) {
	d := detailOf(r)
	if isFailure {
		c.Failure = &d
	} else {
		d.Type = string(r.Cause.Verdict)
		add(&c.FlakyFailures, &c.FlakyErrors, r.Cause.Verdict, d)
	}
	for _, f := range r.Earlier {
		add(&c.FlakyFailures, &c.FlakyErrors, f.Verdict, attempt(f))
	}
}

// add adds an attempt to the failures or to the errors.
func add(failures, errors *[]detail, v outcome.Verdict, d detail) {
	if v == outcome.Failed {
		*failures = append(*failures, d)
	} else {
		*errors = append(*errors, d)
	}
}

// attempt is what is said of an attempt that is not told about in full.
func attempt(f *outcome.Failure) detail {
	return detail{Type: string(f.Verdict), Message: messageOf(f), lines: linesOf(said(f) + "\n")}
}

func detailOf(r *outcome.Result) detail {
	d := detail{Type: string(r.Verdict), lines: linesOf(failureText(r))}
	if r.Cause != nil {
		d.Message = messageOf(r.Cause)
		if fails := r.Chopping.Fails(); fails != "" {
			d.Message = xmlText(fails + "; " + d.Message)
		}
	}
	return d
}

func messageOf(f *outcome.Failure) string { return xmlText(who(f) + ": " + f.Message) }

// failureText is the cause and what came of it as the report for people has
// it, below the position.
func failureText(r *outcome.Result) string {
	if r.Cause == nil {
		return ""
	}
	var text strings.Builder
	b := &block{out: bufio.NewWriter(&text)}
	b.line("%s", atLine(headPosition(r)))
	b.chopping(r.Chopping)
	b.cause(r)
	b.explored(r)
	b.afterwards(r.Afterwards)
	b.abandoned(r.Stuck)
	b.out.Flush()
	return text.String()
}

// systemOut is what the scripts printed, of a scenario that did not pass the
// last messages, and the warnings.
func systemOut(r *outcome.Result) string {
	output := lastOf(r.Output)
	if r.Cause == nil && len(r.Warnings) == 0 {
		return output
	}
	var text strings.Builder
	b := &block{out: bufio.NewWriter(&text)}
	if r.Cause != nil {
		b.messages(r)
	}
	b.warned(r)
	b.out.Flush()
	return output + text.String()
}

// maxKept is how many bytes of what a scenario printed a JUnit report keeps:
// the last.
const maxKept = 64 << 10

// lastOf returns the end of a text as far as it is kept, from the beginning of
// a line unless lines are very long.
func lastOf(text string) string {
	cut := len(text) - maxKept
	if cut <= 0 {
		return text
	}
	if line := strings.IndexByte(text[cut:cut+maxKept/2], '\n'); line >= 0 {
		cut += line + 1
	}
	return fmt.Sprintf("… %s before\n%s", plural.Of(cut, "byte"), text[cut:])
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
