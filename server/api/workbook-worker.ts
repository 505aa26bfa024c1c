// The thread that writes one workbook and ends; the door to ExcelJS, which nothing else loads.
import { parentPort, workerData } from 'node:worker_threads'
import excel from 'exceljs'
import { calendar, type Instant } from '../../shared/domain/time.ts'
import type { BookAsked } from './book-page.ts'

/** Title, what it is about and the heads stand in the first three rows, which stay in sight. */
const HEAD = 3

async function write({ pages, made }: BookAsked): Promise<Uint8Array> {
  const book = new excel.Workbook()
  book.created = new Date(made)
  book.modified = new Date(made)
  const names = new Set<string>()
  for (const page of pages) {
    const sheet = book.addWorksheet(nameOf(page.name, names), {
      views: [{ state: 'frozen', ySplit: HEAD }],
      pageSetup: { paperSize: 9, orientation: page.heads.length > 12 ? 'landscape' : 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: `${HEAD}:${HEAD}` },
    })
    sheet.columns = page.widths.map((width) => ({ width }))
    sheet.addRow([page.title]).font = { bold: true, size: 16 }
    sheet.addRow([page.about])
    const heads = sheet.addRow([...page.heads])
    heads.font = { bold: true }
    heads.eachCell((cell) => { cell.border = { bottom: { style: 'thin' } } })
    for (const cells of page.rows) {
      const row = sheet.addRow(cells.map((cell) => (typeof cell === 'object' && cell !== null ? wallTime(cell.at) : cell)))
      row.alignment = { vertical: 'top', wrapText: true }
      cells.forEach((cell, index) => { if (typeof cell === 'object' && cell !== null) row.getCell(index + 1).numFmt = 'yyyy-mm-dd hh:mm' })
    }
  }
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** Excel's days have no zone: what the clock on the wall showed is written as if it were UTC. */
function wallTime(moment: Instant): Date {
  const { year, month, day, hour, minute, second } = calendar(moment)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

/** A name that a worksheet may have, and none has yet: 31 characters without \ / ? * [ ] : and without quotes at its ends. */
function nameOf(wanted: string, taken: Set<string>): string {
  const clean = wanted.replace(/[\\/?*[\]:']/g, ' ').trim() || '-'
  let name = clean.slice(0, 31)
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${clean.slice(0, 28)} ${n}`
  taken.add(name.toLowerCase())
  return name
}

parentPort?.postMessage(await write(workerData as BookAsked))
