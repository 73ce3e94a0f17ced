/** What a lint takes from outside the file. */
export interface LintOptions {
  /** Prometheus rule files: those beside the runbook, and those that the configuration lists; absolute. */
  readonly alertRules: readonly string[]
}
