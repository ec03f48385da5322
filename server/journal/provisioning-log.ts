export { allNewestFirst, seekProvisioning, type LogFilter, type Span } from './provisioning-log.sql.ts'
