import { SqliteAdapter, SqliteDialect, SqliteQueryCompiler, ValueNode, type LimitNode } from 'kysely'

/** SQLite plans a statement anew at each run where its LIMIT is a parameter, so the number is written out. There are few different ones. */
class QueryCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    if (!ValueNode.is(node.limit)) return super.visitLimit(node)
    this.append('limit ')
    this.appendImmediateValue(node.limit.value)
  }
}

/** node:sqlite answers before another query can come, so none waits for its turn. Kysely would wake all who wait whenever one is done. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

export class PlainSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new Adapter()
  }
  override createQueryCompiler(): SqliteQueryCompiler {
    return new QueryCompiler()
  }
}
