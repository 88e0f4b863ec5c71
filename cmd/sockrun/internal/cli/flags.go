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
	f.StringVarP(&s.scenarios.name, "run", "r", "", "run only scenarios whose name matches `REGEXP`")
	f.Var((*commaList)(&s.scenarios.tags), "tags", "run only scenarios with one of these tags")
	f.Var((*commaList)(&s.scenarios.skipped), "skip-tags", "skip scenarios with one of these tags")
	f.DurationVar(&s.run.timeout, "timeout", 0, "stop each scenario after `TIME`, such as 5s, instead of its own timeout")
	f.Float64Var(&s.run.timeScale, "time-scale", 1, "multiply all time limits by `X`, such as 4 on a slow machine; see sockrun docs durations")
	f.BoolVar(&s.run.failFast, "fail-fast", false, "start no scenario after one that did not pass")
	f.IntVar(&s.run.repeat, "repeat", 1, "run everything `N` times")
	f.BoolVar(&s.run.untilFail, "until-fail", false, "repeat until a scenario does not pass; with --repeat N, at most N times")
	f.IntVar(&s.run.retries, "retries", 0, "run a scenario that did not pass again, up to `N` times; it is flaky if it then passes")
	f.BoolVar(&s.run.failOnFlaky, "fail-on-flaky", false, "count a flaky scenario as one that did not pass")
	f.Var(&s.scenarios.shard, "shard", "run only part `I/N` of the scenarios, such as 2/4; each scenario is always in the same part")
	f.BoolVar(&s.run.shuffle, "shuffle", false, "run in random order, a new one for each repetition; --seed repeats it")
	f.StringArrayVar(&s.scenarios.vars, "var", nil, "set the variable vars.NAME of the scenarios; repeatable")
	f.StringArrayVar(&s.show.reports, "report", nil, "write a report: text, junit or json, to stdout without FILE; repeatable; see sockrun docs report")
	f.StringVar(&s.run.artifacts, "artifacts", "", "keep the transcript, output and temporary folder of scenarios that did not pass in `DIR`; see sockrun docs artifacts")
	f.BoolVar(&s.show.trace, "trace", false, "show everything that crossed the sockets, as far as it was kept; see sockrun docs transcript")
	f.BoolVarP(&s.show.verbose, "verbose", "v", false, "also show passed scenarios, and what scripts print")
	f.BoolVarP(&s.show.quiet, "quiet", "q", false, "show only what did not pass and the summary, and no warnings")
	f.StringVar(&s.show.color, "color", "auto", "use colours: auto, always or never; auto honours NO_COLOR")
	f.BoolVar(&s.simulate, "sim", false, "run in the simulated world: sockets in memory, virtual time")
	f.BoolVar(&s.real, "real", false, "run on the sockets of this system (the default)")
	s.seed.Number = 1
	f.Var(&s.seed, "seed", "use `N` as the seed of the simulated world, of random numbers and of --shuffle, which draws its own if none is given")
	f.Var(&s.run.seeds, "seeds", "with --sim, run each scenario under `N` seeds, or for a time such as 30s, until one fails; see sockrun docs exploring")
	f.BoolVar(&s.run.verify, "verify", false, "with --sim, run each scenario twice with the same seed, and fail it if the runs differ")
	f.Var(&s.forecast, "weather", "with --sim, use the network weather `NAME`, such as wifi or storm; see sockrun docs weather")
	f.Var(&s.chop, "chop", "run each scenario that passes again with its streams cut and joined, in all ways or only in those given, such as --chop=bytes,random; see sockrun docs chop")
	f.Lookup("chop").NoOptDefVal = allWays
	s.run.maxMemory = defaultMaxMemory
	f.Var(&s.run.maxMemory, "max-memory", "fail a scenario that uses more than `SIZE` of memory, such as 2GiB")
	f.BoolVarP(&s.allow.All, "allow-all", "A", false, "allow everything that the following flags allow")
	f.Var((*commaList)(&s.allow.Net), "allow-net", "let scripts reach these hosts beyond loopback")
	f.Var((*commaList)(&s.allow.Read), "allow-read", "let scripts read these files and folders")
	f.Var((*commaList)(&s.allow.Write), "allow-write", "let scripts write to these files and folders")
	f.Var((*commaList)(&s.allow.Run), "allow-run", "let scripts run these programs")
	f.Var((*commaList)(&s.allow.Env), "allow-env", "let scripts see these environment variables")
	f.BoolVarP(&s.help, "help", "h", false, "show this help")
	f.BoolVar(&s.version, "version", false, "show the version")
	return f
}

// described returns what stands for the value of a flag, "" for a switch, and what the
// help says of it: there the value has its name in quotes, unless the text reads
// better without it.
func described(flag *pflag.Flag) (takes, does string) {
	if name := placeholders()[flag.Name]; name != "" {
		return name, flag.Usage
	}
	return pflag.UnquoteUsage(flag)
}

// placeholders stand for the values that no text names.
func placeholders() map[string]string {
	return map[string]string{
		"tags": "TAG,...", "skip-tags": "TAG,...", "var": "NAME=VALUE", "report": "FORMAT[=FILE]", "color": "WHEN", "chop": "WAYS",
		"allow-net": "HOST[:PORT],...", "allow-read": "PATH,...", "allow-write": "PATH,...", "allow-run": "PROGRAM,...", "allow-env": "NAME,...",
	}
}
