/** The first tables: tenants, what opens them, who is in, what the identity providers say, what each may spend, and what happened. */
import type { Kysely } from 'kysely'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, integer, boolean, json, counter, clustered } = columnTypes(db)

  const credentialFacts = `
    name ${text} not null,
    prefix ${text} not null,
    created_at ${time} not null,
    created_by ${text} not null,
    expires_at ${time},
    revoked_at ${time},
    revoked_by ${text},
    first_used_at ${time},
    last_used_at ${time},
    last_ip ${text},
    last_user_agent ${text}`

  const history = `
    since_at ${time} not null,
    since_request ${text} not null,
    until_at ${time},
    until_request ${text}`

  await runStatements(db, [
    `create table teams (
      team_id ${text} not null primary key,
      name ${text} not null,
      plan ${text} not null,
      currency ${text} not null,
      when_unset ${text} not null,
      nested_groups ${text} not null,
      created_at ${time} not null
    ) ${clustered}`,

    `create table domains (
      domain ${text} not null primary key,
      team_id ${text} not null references teams,
      vouched_by ${text} not null,
      verified_at ${time} not null
    ) ${clustered}`,
    `create index domains_team on domains (team_id)`,

    `create table credentials (
      hash ${text} not null primary key,
      team_id ${text} not null references teams,
      kind ${text} not null,
      id ${text} not null
    ) ${clustered}`,

    `create table api_keys (
      team_id ${text} not null references teams,
      key_id ${text} not null,
      scopes ${json} not null,
      ${credentialFacts},
      primary key (team_id, key_id)
    ) ${clustered}`,

    `create table members (
      team_id ${text} not null references teams,
      member_id ${text} not null,
      email ${text},
      email_folded ${text},
      display_name ${text},
      role ${text} not null,
      origin ${text} not null,
      status ${text} not null,
      created_at ${time} not null,
      ended_at ${time},
      primary key (team_id, member_id)
    ) ${clustered}`,
    // Whom an address means, and who may be adopted.
    `create index members_email on members (team_id, email_folded)`,
    // Whether an owner remains. Owners are few, so the index is.
    `create index members_owner on members (team_id, status) where role = 'owner'`,

    `create table directories (
      team_id ${text} not null references teams,
      directory_id ${text} not null,
      name ${text} not null,
      provider ${text} not null,
      detected_provider ${text},
      status ${text} not null,
      created_at ${time} not null,
      first_request_at ${time},
      last_request_at ${time},
      first_write_at ${time},
      first_group_at ${time},
      primary key (team_id, directory_id)
    ) ${clustered}`,

    `create table directory_tokens (
      team_id ${text} not null,
      token_id ${text} not null,
      directory_id ${text} not null,
      ${credentialFacts},
      primary key (team_id, token_id),
      foreign key (team_id, directory_id) references directories
    ) ${clustered}`,

    `create table directory_users (
      team_id ${text} not null,
      user_id ${text} not null,
      directory_id ${text} not null,
      member_id ${text} not null,
      user_name ${text} not null,
      user_name_folded ${text} not null,
      external_id ${text},
      email_folded ${text},
      has_more_emails ${boolean} not null,
      active ${boolean} not null,
      version ${integer} not null,
      created_at ${time} not null,
      last_modified ${time} not null,
      deleted_at ${time},
      resource ${json} not null,
      filterable ${json} not null,
      primary key (team_id, user_id),
      foreign key (team_id, directory_id) references directories,
      foreign key (team_id, member_id) references members
    ) ${clustered}`,
    `create unique index directory_users_name on directory_users (team_id, directory_id, user_name_folded) where deleted_at is null`,
    // Who comes back after a deletion is sought among the deleted.
    `create index directory_users_former_name on directory_users (team_id, directory_id, user_name_folded) where deleted_at is not null`,
    `create index directory_users_external_id on directory_users (team_id, directory_id, external_id) where external_id is not null`,
    `create index directory_users_email on directory_users (team_id, directory_id, email_folded) where email_folded is not null`,
    // The few whose other addresses a search by address must not miss.
    `create index directory_users_more_emails on directory_users (team_id, directory_id) where has_more_emails`,
    `create index directory_users_member on directory_users (team_id, member_id)`,
    // The order of pages, as narrow as can be: a count and a jump to a far page read nothing else, also where only the active are asked for.
    `create index directory_users_page on directory_users (team_id, directory_id, user_id, active) where deleted_at is null`,
    `create index directory_users_modified on directory_users (team_id, directory_id, last_modified) where deleted_at is null`,

    `create table directory_groups (
      team_id ${text} not null,
      group_id ${text} not null,
      directory_id ${text} not null,
      display_name ${text} not null,
      display_name_folded ${text} not null,
      external_id ${text},
      version ${integer} not null,
      created_at ${time} not null,
      last_modified ${time} not null,
      deleted_at ${time},
      deleted_request ${text},
      resource ${json} not null,
      filterable ${json} not null,
      primary key (team_id, group_id),
      foreign key (team_id, directory_id) references directories
    ) ${clustered}`,
    `create unique index directory_groups_name on directory_groups (team_id, directory_id, display_name_folded) where deleted_at is null`,
    `create index directory_groups_external_id on directory_groups (team_id, directory_id, external_id) where external_id is not null`,
    `create index directory_groups_page on directory_groups (team_id, directory_id, group_id) where deleted_at is null`,
    // Whose edges are still to be swept.
    `create index directory_groups_deleted on directory_groups (deleted_at) where deleted_at is not null`,

    `create table group_users (
      team_id ${text} not null,
      group_id ${text} not null,
      user_id ${text} not null,
      ${history},
      primary key (team_id, group_id, user_id, since_request),
      foreign key (team_id, group_id) references directory_groups,
      foreign key (team_id, user_id) references directory_users
    ) ${clustered}`,
    `create unique index group_users_living on group_users (team_id, group_id, user_id) where until_at is null`,
    `create index group_users_by_user on group_users (team_id, user_id, group_id) where until_at is null`,

    `create table group_groups (
      team_id ${text} not null,
      group_id ${text} not null,
      child_group_id ${text} not null,
      ${history},
      primary key (team_id, group_id, child_group_id, since_request),
      foreign key (team_id, group_id) references directory_groups,
      foreign key (team_id, child_group_id) references directory_groups
    ) ${clustered}`,
    `create unique index group_groups_living on group_groups (team_id, group_id, child_group_id) where until_at is null`,
    `create index group_groups_by_child on group_groups (team_id, child_group_id, group_id) where until_at is null`,

    `create table limits (
      team_id ${text} not null references teams,
      limit_id ${text} not null,
      scope ${text} not null,
      subject_id ${text} not null,
      kind ${text} not null,
      amount_micros ${integer},
      reason ${text},
      ${history},
      primary key (team_id, limit_id)
    ) ${clustered}`,
    `create unique index limits_living on limits (team_id, scope, subject_id) where until_at is null`,

    // Its rows outlive what they name, so they refer to nothing.
    `create table journal (
      position ${counter} primary key,
      team_id ${text} not null,
      request_id ${text} not null,
      at ${time} not null,
      actor_kind ${text} not null,
      actor_id ${text},
      actor_name ${text} not null,
      directory_id ${text},
      operation ${text} not null,
      outcome ${text} not null,
      status ${integer},
      code ${text},
      subject_id ${text},
      subject_name ${text},
      changes ${json},
      notes ${json},
      wire ${json},
      body ${text},
      answer ${text},
      count ${integer} not null
    )`,
    `create index journal_page on journal (team_id, position)`,
    `create index journal_request on journal (team_id, request_id)`,
    `create index journal_subject on journal (team_id, subject_id) where subject_id is not null`,
    `create index journal_name on journal (team_id, subject_name) where subject_name is not null`,
    `create index journal_notes on journal (team_id, position) where notes is not null`,

    `create table housekeeping (
      task ${text} not null primary key,
      position ${integer} not null
    )`,
  ])
}
