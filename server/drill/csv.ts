// Comma-separated values with a head row: quotes, doubled quotes, CRLF, a byte order mark.

/** Rows as records by column name; throws with the line when a row has more or fewer fields than the head. */
export function readCsv(text: string): Record<string, string>[] {
  const rows = fields(text.replace(/^\ufeff/, ''))
  const head = rows.shift()
  if (!head) return []
  return rows.filter(({ cells }) => cells.length > 1 || cells[0] !== '').map(({ line, cells }) => {
    if (cells.length !== head.cells.length) throw new Error(`line ${line}: ${cells.length} fields where the head has ${head.cells.length}`)
    return Object.fromEntries(head.cells.map((name, index) => [name, cells[index]]))
  })
}

interface Row { readonly line: number; readonly cells: string[] }

function fields(text: string): Row[] {
  const rows: Row[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let begun = 1
  const endRow = (): void => {
    rows.push({ line: begun, cells: [...cells, cell] })
    cells = []
    cell = ''
    begun = line + 1
  }
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    if (quoted) {
      if (letter === '"' && text[i + 1] === '"') { cell += '"'; i++ }
      else if (letter === '"') quoted = false
      else cell += letter
    } else if (letter === '"' && cell === '') quoted = true
    else if (letter === ',') { cells.push(cell); cell = '' }
    else if (letter === '\n') endRow()
    else if (letter !== '\r') cell += letter
    if (letter === '\n') line++
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}
