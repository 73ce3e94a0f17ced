import type { Command } from 'commander'

/** `--set a=1 --set b=2` becomes a list. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value]
}

/** The options by which a drill is described, shared by all commands that prepare one. */
export function withDrillOptions(command: Command, scenario: '<scenario>' | '[scenario]' = '<scenario>'): Command {
  return command
    .argument(scenario, 'name of a scenario (see blackstart list), or the path of a scenario file')
    .option('--env <name>', 'environment to drill in', 'lab')
    .option('--set <key=value>', 'setting of the environment (see blackstart plan)', collect, [])
    .option('--objective <name=duration>', 'objective to judge against, for example rto=5s or rpo=0s', collect, [])
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .option('--reports <folder>', 'folder for the records (default: the configuration, else reports)')
}
