// The log: JSON lines on stderr, secrets never reach it because callers hand in fields, not requests.
import { destination, pino, type Logger } from 'pino'

export type { Logger }

export const createLog = (level: string): Logger =>
  pino({ level, base: null, redact: { paths: ['key', 'credential', '*.key', '*.credential', 'headers', '*.headers'], censor: '…' } }, destination(2))
