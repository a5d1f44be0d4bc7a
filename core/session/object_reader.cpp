// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/object_reader.h"

namespace lanescope::session {

using namespace store;

bool ObjectReader::read()
{
    return readObjects() && readLocks() && readQueues();
}

bool ObjectReader::readNews()
{
    return readPlaces() && readAcquires() && readWriters();
}

bool ObjectReader::readStayAccounts()
{
    return m_tables.each("stay_account", [&](Statement& s) {
        Object* object = objectOf(s);
        const StayAccount account = TableReader::choice(s, kLastStayAccount);
        const std::optional<std::int64_t> oldest = TableReader::optionalTime(s);
        if (object == nullptr || !object->queue)
            return m_tables.refuse("an account of stays belongs to no queue");
        auto figures = std::make_shared<QueueFigures>(*object->queue);
        figures->stayAccount = account;
        figures->oldestPutNs = oldest;
        object->queue = std::move(figures);
        return true;
    });
}

bool ObjectReader::readItemCounts()
{
    return m_tables.each("item_count", [&](Statement& s) {
        Object* object = objectOf(s);
        const auto surplus = TableReader::optional<RowIndex>(s);
        const auto drift = TableReader::optional<RowIndex>(s);
        if (object == nullptr || !object->row)
            return m_tables.refuse("a count of items belongs to no queue");
        object->surplusRow = surplus;
        object->driftRow = drift;
        return true;
    });
}

bool ObjectReader::readObjects()
{
    return m_tables.each("object", [&](Statement& s) {
        Object o;
        o.process = TableReader::index<ProcessIndex>(s);
        o.kind = TableReader::choice(s, trace::kLastObjectKind);
        o.name = s.text();
        o.capacity = s.integer();
        o.row = TableReader::optional<RowIndex>(s);
        o.waitersRow = TableReader::optional<RowIndex>(s);
        o.puttersRow = TableReader::optional<RowIndex>(s);
        o.owner = TableReader::optional<ThreadIndex>(s);
        o.waiters = s.integerAs<std::uint32_t>();
        o.destroyed = s.flag();
        o.releasedByOthers = s.flag();
        const std::size_t extra = o.name.size();
        return m_tables.keep(m_objects, std::move(o), extra);
    });
}

Object* ObjectReader::objectOf(Statement& s)
{
    const auto object = static_cast<std::size_t>(s.integer(0));
    return object < m_objects.size() ? &m_objects[object] : nullptr;
}

bool ObjectReader::readLocks()
{
    return m_tables.each("lock", [&](Statement& s) {
        Object* object = objectOf(s);
        auto figures = std::make_shared<LockFigures>();
        figures->acquisitions = s.count();
        figures->contended = s.count();
        figures->ownerChanges = s.count();
        figures->maxWaiters = s.integerAs<std::uint32_t>();
        figures->futile = s.count();
        figures->wait = m_tables.histogram(s);
        figures->hold = m_tables.histogram(s);
        if (object == nullptr || object->lock)
            return m_tables.refuse("figures of a lock belong to no lock");
        object->lock = std::move(figures);
        return m_tables.reason().empty() && m_tables.account(sizeof(LockFigures));
    });
}

bool ObjectReader::readQueues()
{
    return m_tables.each("queue", [&](Statement& s) {
        Object* object = objectOf(s);
        auto figures = std::make_shared<QueueFigures>();
        figures->puts = s.count();
        figures->gets = s.count();
        figures->depthMax = TableReader::real(s);
        figures->futile = s.count();
        figures->putWait = m_tables.histogram(s);
        figures->getWait = m_tables.histogram(s);
        figures->sojourn = m_tables.histogram(s);
        if (object == nullptr || object->queue)
            return m_tables.refuse("figures of a queue belong to no queue");
        object->queue = std::move(figures);
        return m_tables.reason().empty() && m_tables.account(sizeof(QueueFigures));
    });
}

bool ObjectReader::readPlaces()
{
    return m_tables.each("place", [&](Statement& s) {
        Object* object = objectOf(s);
        const std::uint64_t address = s.count();
        if (object == nullptr)
            return m_tables.refuse("an address belongs to no object");
        object->address = address;
        return true;
    });
}

bool ObjectReader::readAcquires()
{
    return m_tables.each("acquire", [&](Statement& s) {
        Object* object = objectOf(s);
        const Histogram cost = m_tables.histogram(s);
        if (object == nullptr || !object->lock)
            return m_tables.refuse("what it cost to take a lock belongs to no lock");
        auto figures = std::make_shared<LockFigures>(*object->lock);
        figures->acquire = cost;
        object->lock = std::move(figures);
        return m_tables.reason().empty();
    });
}

bool ObjectReader::readWriters()
{
    return m_tables.each("writer", [&](Statement& s) {
        Object* object = objectOf(s);
        WordFigures::Writer writer;
        writer.thread = TableReader::index<ThreadIndex>(s);
        writer.cpu = s.integerAs<std::uint16_t>();
        writer.row = TableReader::index<RowIndex>(s);
        writer.writes = s.count();
        if (object == nullptr)
            return m_tables.refuse("a writer belongs to no shared word");
        auto figures = object->word ? std::make_shared<WordFigures>(*object->word) : std::make_shared<WordFigures>();
        if (figures->writers.size() >= WordFigures::kMostWriters)
            return m_tables.refuse("a shared word has more writers than are told of");
        figures->writers.push_back(writer);
        object->word = std::move(figures);
        return m_tables.account(sizeof writer);
    });
}

} // namespace lanescope::session
