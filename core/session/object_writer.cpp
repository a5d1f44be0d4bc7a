// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/object_writer.h"

#include <algorithm>

namespace lanescope::session {

using namespace store;

bool ObjectWriter::write()
{
    return writeObjects() && writeLocks() && writeQueues() && writePlaces() && writeAcquires() && writeWriters() &&
           writeStayAccounts() && writeItemCounts();
}

bool ObjectWriter::writeObjects()
{
    return m_tables.each("INSERT INTO object VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             return s.run(id, static_cast<std::uint32_t>(o.process), static_cast<int>(o.kind), o.name,
                                          o.capacity, TableWriter::number(o.row), TableWriter::number(o.waitersRow),
                                          TableWriter::number(o.puttersRow), TableWriter::number(o.owner), o.waiters,
                                          o.destroyed, o.releasedByOthers);
                         });
}

bool ObjectWriter::writeLocks()
{
    return m_tables.each("INSERT INTO lock VALUES(NULL,?,?,?,?,?,?,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             if (!o.lock)
                                 return true;
                             const Bytes wait = packHistogram(o.lock->wait);
                             const Bytes hold = packHistogram(o.lock->hold);
                             return s.run(id, o.lock->acquisitions, o.lock->contended, o.lock->ownerChanges,
                                          o.lock->maxWaiters, o.lock->futile, ByteView(wait), ByteView(hold));
                         });
}

bool ObjectWriter::writeQueues()
{
    return m_tables.each("INSERT INTO queue VALUES(NULL,?,?,?,?,?,?,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             if (!o.queue)
                                 return true;
                             const Bytes put = packHistogram(o.queue->putWait);
                             const Bytes get = packHistogram(o.queue->getWait);
                             const Bytes sojourn = packHistogram(o.queue->sojourn);
                             return s.run(id, o.queue->puts, o.queue->gets, TableWriter::finite(o.queue->depthMax),
                                          o.queue->futile, ByteView(put), ByteView(get), ByteView(sojourn));
                         });
}

bool ObjectWriter::writePlaces()
{
    return m_tables.each(
        "INSERT INTO place VALUES(NULL,?,?)", *m_snapshot.objects,
        [](Statement& s, std::int64_t id, const Object& o) { return o.address == 0 || s.run(id, o.address); });
}

bool ObjectWriter::writeAcquires()
{
    return m_tables.each("INSERT INTO acquire VALUES(NULL,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             if (!o.lock || o.lock->acquire.count() == 0)
                                 return true;
                             const Bytes cost = packHistogram(o.lock->acquire);
                             return s.run(id, ByteView(cost));
                         });
}

bool ObjectWriter::writeWriters()
{
    return m_tables.each("INSERT INTO writer VALUES(NULL,?,?,?,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             if (!o.word)
                                 return true;
                             return std::ranges::all_of(o.word->writers, [&](const WordFigures::Writer& w) {
                                 return s.run(id, static_cast<std::uint32_t>(w.thread), w.cpu,
                                              static_cast<std::uint32_t>(w.row), w.writes);
                             });
                         });
}

bool ObjectWriter::writeStayAccounts()
{
    return m_tables.each("INSERT INTO stay_account VALUES(NULL,?,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             return !o.queue || o.queue->stayAccount == StayAccount::InOrder ||
                                    s.run(id, static_cast<int>(o.queue->stayAccount), o.queue->oldestPutNs);
                         });
}

bool ObjectWriter::writeItemCounts()
{
    return m_tables.each("INSERT INTO item_count VALUES(NULL,?,?,?)", *m_snapshot.objects,
                         [](Statement& s, std::int64_t id, const Object& o) {
                             return (!o.surplusRow && !o.driftRow) ||
                                    s.run(id, TableWriter::number(o.surplusRow), TableWriter::number(o.driftRow));
                         });
}

} // namespace lanescope::session
