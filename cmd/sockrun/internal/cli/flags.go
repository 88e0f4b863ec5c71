package cli

import (
	"runtime"

	"github.com/spf13/pflag"
)

// later are flags that the documentation announces and that are not there
// yet.
func later() []string {
	return []string{
		"time-scale", "repeat", "until-fail", "retries", "fail-on-flaky", "shard",
		"pcap", "artifacts", "seeds", "verify", "weather", "chop", "max-memory",
	}
}

// flags declares every flag, each with the line that the help shows.
func (s *settings) flags() *pflag.FlagSet {
	f := pflag.NewFlagSet("sockrun", pflag.ContinueOnError)
	f.SortFlags = false
	f.Usage = func() {}
	f.IntVarP(&s.run.jobs, "jobs", "j", 4*runtime.NumCPU(), "run `N` scenarios at the same time")
	f.StringVarP(&s.scenarios.name, "run", "r", "", "only scenarios whose name matches `REGEXP`")
	f.StringSliceVar(&s.scenarios.tags, "tags", nil, "only scenarios with one of these tags: `TAG,...`")
	f.StringSliceVar(&s.scenarios.skipped, "skip-tags", nil, "no scenario with one of these tags: `TAG,...`")
	f.DurationVar(&s.run.timeout, "timeout", 0, "stop each scenario after `TIME`, such as 5s, instead of its own timeout")
	f.BoolVar(&s.run.failFast, "fail-fast", false, "start no scenario after one that did not pass")
	f.BoolVar(&s.run.shuffle, "shuffle", false, "run in a random order, which --seed repeats")
	f.StringArrayVar(&s.scenarios.vars, "var", nil, "set a variable of the scenarios: `K=V`; repeatable")
	f.StringArrayVar(&s.show.reports, "report", nil, "write a report, `FORMAT[=FILE]`: text, junit or json; without FILE to stdout; repeatable")
	f.BoolVar(&s.show.trace, "trace", false, "show everything that crossed the sockets")
	f.BoolVarP(&s.show.verbose, "verbose", "v", false, "show passed scenarios too, and what scripts print")
	f.BoolVarP(&s.show.quiet, "quiet", "q", false, "show only what did not pass and the summary")
	f.StringVar(&s.show.color, "color", "auto", "colours: `WHEN` is auto, always or never; auto honours NO_COLOR")
	f.BoolVar(&s.simulate, "sim", false, "run in the simulated world: sockets in memory, virtual time")
	f.BoolVar(&s.real, "real", false, "run on the sockets of this system (the default)")
	f.Uint64Var(&s.seed, "seed", 1, "seed of the simulated world, of random numbers and of --shuffle, which else draws one: `N`")
	f.BoolVarP(&s.allow.All, "allow-all", "A", false, "allow all of the following")
	f.StringSliceVar(&s.allow.Net, "allow-net", nil, "allow to reach beyond loopback: `HOST[:PORT],...`")
	f.StringSliceVar(&s.allow.Read, "allow-read", nil, "allow to read: `PATH,...`")
	f.StringSliceVar(&s.allow.Write, "allow-write", nil, "allow to write: `PATH,...`")
	f.StringSliceVar(&s.allow.Run, "allow-run", nil, "allow to run: `PROGRAM,...`")
	f.StringSliceVar(&s.allow.Env, "allow-env", nil, "allow to see variables of the environment: `NAME,...`")
	f.BoolVarP(&s.help, "help", "h", false, "show this help")
	f.BoolVar(&s.version, "version", false, "show the version")
	return f
}
