import { Code, Table, Text, Title } from '@mantine/core'
import { CopyText } from '../copy-text.tsx'
import './guide.css'
import type { Block } from './blocks.ts'
import { GuideInline } from './guide-inline.tsx'
import { useFill } from './guide-values.ts'
import type { Inline } from './inline.ts'

/** The blocks of a guide, as elements. */
export function GuideBlocks({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block, place) => <GuideBlock key={place} block={block} />)
}

function GuideBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <Title order={4} size="h5">
          <GuideInline inline={block.text} />
        </Title>
      )
    case 'paragraph':
      return (
        <Text>
          <GuideInline inline={block.text} />
        </Text>
      )
    case 'list': {
      const Tag = block.isOrdered ? 'ol' : 'ul'
      return (
        <Tag className="guide-list">
          {block.items.map((item, place) => (
            <li key={place}>
              <GuideBlocks blocks={item} />
            </li>
          ))}
        </Tag>
      )
    }
    case 'table':
      return <GuideTable head={block.head} rows={block.rows} />
    case 'code':
      return <GuideCode text={block.text} />
  }
}

function GuideCode({ text }: { text: string }) {
  const fill = useFill()
  const { filled, isWhole } = fill(text)
  return isWhole ? (
    <CopyText text={filled} isLong />
  ) : (
    <Code block className="mono">
      {filled}
    </Code>
  )
}

function GuideTable({ head, rows }: { head: Inline[][]; rows: Inline[][][] }) {
  return (
    <Table.ScrollContainer minWidth={rows.some((row) => row.length > 2) ? 640 : 320} type="native" tabIndex={0}>
      <Table withTableBorder withColumnBorders verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            {head.map((cell, place) => (
              <Table.Th key={place} scope="col">
                <GuideInline inline={cell} />
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, place) => (
            <Table.Tr key={place}>
              {row.map((cell, column) => (
                <Table.Td key={column}>
                  <GuideCell cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

/** A cell that is one of the team's values and nothing else can be copied. */
function GuideCell({ cell }: { cell: Inline[] }) {
  const fill = useFill()
  const [only] = cell
  if (cell.length === 1 && only?.kind === 'code') {
    const { filled, isLive, isWhole } = fill(only.text)
    if (isLive && isWhole) return <CopyText text={filled} />
  }
  return <GuideInline inline={cell} />
}
