export { fold } from '../../scim/fold.ts'
