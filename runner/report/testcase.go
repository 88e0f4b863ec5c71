package report

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
)

// testcase is one with at most one of Failure, Error and Skipped. The order of its
// elements is that of Maven Surefire's schema.
type testcase struct {
	XMLName xml.Name `xml:"testcase"`
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	File    string   `xml:"file,attr"`
	Line    int      `xml:"line,attr"`
	Time    string   `xml:"time,attr"`
	Failure *detail  `xml:"failure"`
	// The attempts of one that was run again: beside a failure or an error those
	// before it are reruns; of one that passes all that did not are flaky.
	RerunFailures []attempt `xml:"rerunFailure"`
	FlakyFailures []attempt `xml:"flakyFailure"`
	Skipped       *detail   `xml:"skipped"`
	Error         *detail   `xml:"error"`
	RerunErrors   []attempt `xml:"rerunError"`
	FlakyErrors   []attempt `xml:"flakyError"`
	Output        *lines    `xml:"system-out"`
}

// detail is why a testcase did not pass.
type detail struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	lines
}

// attempt is why one of several attempts did not pass.
type attempt struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    lines  `xml:"stackTrace"` // the only place where CI servers look for it
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
	c.reruns(r.Earlier)
}

// reruns tells of the attempts before the one that is told about.
func (c *testcase) reruns(earlier []*outcome.Failure) {
	for _, f := range earlier {
		add(&c.RerunFailures, &c.RerunErrors, f.Verdict, attemptOf(f))
	}
}

// flaky tells of a scenario that passed in the end, which may not be enough.
func (c *testcase) flaky(r *outcome.Result, isFailure bool) {
	d := detailOf(r)
	if isFailure {
		c.Failure = &d
		c.reruns(r.Earlier)
		return
	}
	add(&c.FlakyFailures, &c.FlakyErrors, r.Cause.Verdict, attempt{string(r.Cause.Verdict), d.Message, d.lines})
	for _, f := range r.Earlier {
		add(&c.FlakyFailures, &c.FlakyErrors, f.Verdict, attemptOf(f))
	}
}

// add adds an attempt to the failures or to the errors.
func add(failures, errors *[]attempt, v outcome.Verdict, a attempt) {
	if v == outcome.Failed {
		*failures = append(*failures, a)
	} else {
		*errors = append(*errors, a)
	}
}

// attemptOf is what is said of an attempt that is not told about in full.
func attemptOf(f *outcome.Failure) attempt {
	return attempt{string(f.Verdict), messageOf(f), linesOf(said(f) + "\n")}
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
