package cli

import (
	"runtime"

	"github.com/spf13/pflag"
)

// later are flags that the documentation announces and that are not there
// yet.
func later() []string {
	return []string{
		"pcap",
	}
}

// flags declares every flag, each with the line that the help shows.
func (s *settings) flags() *pflag.FlagSet {
	f := pflag.NewFlagSet("sockrun", pflag.ContinueOnError)
	f.SortFlags = false
	f.Usage = func() {}
	f.IntVarP(&s.run.jobs, "jobs", "j", 4*runtime.NumCPU(), "run `N` scenarios at the same time")
	f.StringVarP(&s.scenarios.name, "run", "r", "", "only scenarios whose name matches `REGEXP`")
	f.Var((*commaList)(&s.scenarios.tags), "tags", "only scenarios with one of these tags: `TAG,...`")
	f.Var((*commaList)(&s.scenarios.skipped), "skip-tags", "no scenario with one of these tags: `TAG,...`")
	f.DurationVar(&s.run.timeout, "timeout", 0, "stop each scenario after `TIME`, such as 5s, instead of its own timeout")
	f.Float64Var(&s.run.timeScale, "time-scale", 1, "multiply all limits of time with `X`, such as 4 on a slow machine; see sockrun docs durations")
	f.BoolVar(&s.run.failFast, "fail-fast", false, "start no scenario after one that did not pass")
	f.IntVar(&s.run.repeat, "repeat", 1, "run all of it `N` times")
	f.BoolVar(&s.run.untilFail, "until-fail", false, "repeat until a scenario does not pass; with --repeat at most so often")
	f.IntVar(&s.run.retries, "retries", 0, "run a scenario that did not pass again, up to `N` times; it is flaky if it then passes")
	f.BoolVar(&s.run.failOnFlaky, "fail-on-flaky", false, "count a flaky scenario as one that did not pass")
	f.Var(&s.scenarios.shard, "shard", "run only part `I/N` of the scenarios, such as 2/4: each is in one part, always the same")
	f.BoolVar(&s.run.shuffle, "shuffle", false, "run in a random order, another each time they are repeated; --seed repeats it")
	f.StringArrayVar(&s.scenarios.vars, "var", nil, "set a variable of the scenarios: `NAME=VALUE`; repeatable")
	f.StringArrayVar(&s.show.reports, "report", nil, "write a report, `FORMAT[=FILE]`: text, junit or json; without FILE to stdout; repeatable")
	f.StringVar(&s.run.artifacts, "artifacts", "", "keep transcript, outputs and temporary folder of scenarios that did not pass in `DIR`; see sockrun docs artifacts")
	f.BoolVar(&s.show.trace, "trace", false, "show everything that crossed the sockets, as far as it is kept; see sockrun docs transcript")
	f.BoolVarP(&s.show.verbose, "verbose", "v", false, "show passed scenarios too, and what scripts print")
	f.BoolVarP(&s.show.quiet, "quiet", "q", false, "show only what did not pass and the summary")
	f.StringVar(&s.show.color, "color", "auto", "colours: `WHEN` is auto, always or never; auto honours NO_COLOR")
	f.BoolVar(&s.simulate, "sim", false, "run in the simulated world: sockets in memory, virtual time")
	f.BoolVar(&s.real, "real", false, "run on the sockets of this system (the default)")
	s.seed.Number = 1
	f.Var(&s.seed, "seed", "seed of the simulated world, of random numbers and of --shuffle, which else draws one: `N`")
	f.Var(&s.run.seeds, "seeds", "run each scenario under `N` seeds, or for a time such as 30s, until it fails with one; see sockrun docs exploring")
	f.BoolVar(&s.run.verify, "verify", false, "run each scenario two times with the same seed, and fail it when the runs differ")
	f.Var(&s.forecast, "weather", "what the simulated network does to what crosses it: `NAME`; see sockrun docs weather")
	f.Var(&s.chop, "chop", "run each scenario that passes again with the writes of its streams cut or joined, in all `WAYS` or in those of --chop=WAY,...; see sockrun docs chop")
	f.Lookup("chop").NoOptDefVal = allWays
	s.run.maxMemory = defaultMaxMemory
	f.Var(&s.run.maxMemory, "max-memory", "fail a scenario that uses more than `SIZE` of memory, such as 512MiB")
	f.BoolVarP(&s.allow.All, "allow-all", "A", false, "allow all of the following")
	f.Var((*commaList)(&s.allow.Net), "allow-net", "allow to reach beyond loopback: `HOST[:PORT],...`")
	f.Var((*commaList)(&s.allow.Read), "allow-read", "allow to read: `PATH,...`")
	f.Var((*commaList)(&s.allow.Write), "allow-write", "allow to write: `PATH,...`")
	f.Var((*commaList)(&s.allow.Run), "allow-run", "allow to run: `PROGRAM,...`")
	f.Var((*commaList)(&s.allow.Env), "allow-env", "allow to see variables of the environment: `NAME,...`")
	f.BoolVarP(&s.help, "help", "h", false, "show this help")
	f.BoolVar(&s.version, "version", false, "show the version")
	return f
}
