export type { Duration } from './model/duration.ts'
