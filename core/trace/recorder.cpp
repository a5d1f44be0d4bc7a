// SPDX-License-Identifier: MIT
#include "core/trace/recorder.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <pthread.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace lanescope::trace {

constinit thread_local LaneWriter Recorder::t_lane;
constinit std::atomic<std::uint64_t> Recorder::s_epoch{0};

namespace {

// What a new segment must be told of an object made earlier.
struct ObjectEntry {
    ObjectKind kind = ObjectKind::None;
    StringId name{};
    std::int64_t capacity = 0;
    std::uint64_t address = 0;
    bool destroyed = false;
};

struct State {
    std::mutex mutex; // guards everything below except `file`'s rings
    std::unique_ptr<SegmentFile> file;
    std::vector<std::unique_ptr<SegmentFile>> retired; // stopped, but threads may still write to them
    std::unordered_map<std::string, StringId> strings;
    std::vector<const std::string*> stringsInOrder; // keys of `strings`, as they were appended
    std::vector<ObjectEntry> objects{1};            // by id; 0 is None
    std::vector<std::uint32_t> freeObjects;         // ids of objects destroyed before this recording began
    std::vector<std::uint32_t> freeLanes;
    std::uint32_t lanes = 0;
    std::uint64_t lastEpoch = 0;
    std::string folder;
    std::string processName;
    bool restartInChild = false;
};

// Never destroyed: threads may still record while static objects are torn down.
State& state()
{
    static State* const instance = new State;
    return *instance;
}

// Ends the lane when the thread ends; armed by attachThread().
thread_local bool t_ended = false; // no new lane for a thread whose guard has run
struct ThreadGuard {
    bool armed = false;
    ~ThreadGuard()
    {
        if (armed)
            Recorder::detachThread();
        t_ended = true;
    }
};
thread_local ThreadGuard t_guard;

void writeObject(layout::Object& target, const ObjectEntry& entry, std::uint32_t creator, layout::ObjectReady ready)
{
    target.kind = static_cast<std::uint32_t>(entry.kind);
    target.name = static_cast<std::uint32_t>(entry.name);
    target.creatorLane = creator;
    target.address = entry.address;
    target.capacity.store(entry.capacity, std::memory_order_relaxed);
    // release: pairs with the acquire in SegmentReader::object().
    target.ready.store(static_cast<std::uint32_t>(ready), std::memory_order_release);
}

// Programs intern a name once and keep the id, and locks outlive a recording or a fork: in each new segment
// the same ids mean the same things. Ids of objects that are gone are free again from here on; within one
// recording an id never changes its meaning. False when there is no space for that.
bool restoreTables(State& s, SegmentFile& file)
{
    s.freeObjects.clear();
    for (const std::string* text : s.stringsInOrder)
        if (file.appendString(*text) != s.strings.at(*text))
            return false;
    for (std::uint32_t index = 1; index < s.objects.size(); ++index) {
        if (!file.reserveObject(index))
            return false;
        if (s.objects[index].destroyed)
            s.freeObjects.push_back(index);
        else
            writeObject(file.object(index), s.objects[index], layout::kMaxLanes, layout::ObjectReady::Inherited);
    }
    file.header().objectCount.store(static_cast<std::uint32_t>(s.objects.size()), std::memory_order_release);
    return true;
}

Status startLocked(State& s, const std::string& folder, std::string_view processName)
{
    s.restartInChild = false;
    auto created = SegmentFile::create(folder, processName);
    if (!created)
        return Error{created.error()};
    if (!restoreTables(s, *created.value())) {
        created.value()->header().closed.store(1, std::memory_order_release);
        return Error{"The session folder '" + folder + "' has no space for a trace segment; free some there."};
    }
    s.file = std::move(created).value();
    s.freeLanes.clear();
    s.lanes = 0;
    s.folder = folder;
    s.processName = processName;
    return Done{};
}

StringId internLocked(State& s, std::string_view text)
{
    if (text.empty())
        return StringId::None;
    std::string key(text);
    if (const auto found = s.strings.find(key); found != s.strings.end())
        return found->second;
    const StringId id = s.file->appendString(text);
    if (id != StringId::None)
        s.stringsInOrder.push_back(&s.strings.emplace(std::move(key), id).first->first);
    return id;
}

// An id that is free; empty when the table or the tmpfs is full.
std::optional<std::uint32_t> takeObject(State& s)
{
    if (!s.freeObjects.empty()) {
        const std::uint32_t index = s.freeObjects.back();
        s.freeObjects.pop_back();
        return index;
    }
    const auto index = static_cast<std::uint32_t>(s.objects.size());
    if (!s.file->reserveObject(index))
        return std::nullopt;
    s.objects.emplace_back();
    return index;
}

template <class T>
T& at(SegmentFile& file, std::uint64_t offset)
{
    return *reinterpret_cast<T*>(reinterpret_cast<std::byte*>(&file.header()) + offset);
}

layout::RingSlot newestRing(const layout::Lane& lane)
{
    return lane.ring[lane.rings.load(std::memory_order_relaxed) - 1];
}

// A dropped ThreadStart would lay the records of this thread on the one that had the lane before.
bool hasRoom(SegmentFile& file, std::uint32_t lane)
{
    const layout::RingSlot slot = newestRing(file.lane(lane));
    const auto& ring = at<layout::RingHeader>(file, slot.offset);
    const std::uint64_t tail = ring.tail.load(std::memory_order_relaxed);
    return ring.head.load(std::memory_order_relaxed) - tail < slot.records;
}

// A lane with a ring: the one that fell free last and has room, or a new one. Empty when the segment is full.
std::optional<std::uint32_t> takeLane(State& s)
{
    const auto reusable = std::find_if(s.freeLanes.rbegin(), s.freeLanes.rend(),
                                       [&s](std::uint32_t lane) { return hasRoom(*s.file, lane); });
    if (reusable != s.freeLanes.rend()) {
        const std::uint32_t index = *reusable;
        s.freeLanes.erase(std::next(reusable).base());
        return index;
    }
    const SegmentFile::Ring ring =
        s.file->reserveLane(s.lanes) ? s.file->allocateRing(layout::kFirstRingRecords) : SegmentFile::Ring{};
    if (ring.header == nullptr) {
        s.file->header().lostLanes.fetch_add(1, std::memory_order_relaxed);
        return std::nullopt;
    }
    layout::Lane& lane = s.file->lane(s.lanes);
    lane.ring[0] = {ring.offset, layout::kFirstRingRecords, 0};
    lane.rings.store(1, std::memory_order_release);
    const std::uint32_t index = s.lanes++;
    s.file->header().laneCount.store(s.lanes, std::memory_order_release);
    return index;
}

} // namespace

void Recorder::beforeFork()
{
    state().mutex.lock();
}

void Recorder::afterForkInParent()
{
    state().mutex.unlock();
}

// The child shares the parent's mapping and must not write a byte to it. A new segment is begun with the
// child's first record, so that a child which only calls exec leaves none.
void Recorder::afterForkInChild()
{
    State& s = state();
    s.restartInChild = s.restartInChild || s.file != nullptr;
    s.file.reset(); // unmaps and closes here; the file belongs to the parent
    s.retired.clear();
    t_lane = LaneWriter{};
    s_epoch.store(s.restartInChild ? ++s.lastEpoch : 0, std::memory_order_relaxed);
    s.mutex.unlock();
}

void Recorder::registerForkHandlers()
{
    static const int registered = pthread_atfork(beforeFork, afterForkInParent, afterForkInChild);
    (void)registered;
}

Status Recorder::start(const std::string& folder, std::string_view processName)
{
    registerForkHandlers();
    State& s = state();
    const std::lock_guard lock(s.mutex);
    if (s.file)
        return Error{"This process records already; end that recording before a new one is started."};
    Status started = startLocked(s, folder, processName);
    if (started)
        s_epoch.store(++s.lastEpoch, std::memory_order_relaxed);
    return started;
}

bool Recorder::startFromEnvironment(std::string_view processName)
{
    const char* folder = std::getenv(kFolderVariable);
    return folder != nullptr && *folder != '\0' && start(folder, processName).ok();
}

void Recorder::stop()
{
    detachThread();
    State& s = state();
    const std::lock_guard lock(s.mutex);
    s_epoch.store(0, std::memory_order_relaxed);
    s.restartInChild = false;
    if (!s.file)
        return;
    s.file->header().closed.store(1, std::memory_order_release);
    s.retired.push_back(std::move(s.file));
}

bool Recorder::active()
{
    return s_epoch.load(std::memory_order_relaxed) != 0;
}

LaneWriter* Recorder::attachThread()
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    if (s.restartInChild && !startLocked(s, std::string(s.folder), std::string(s.processName)))
        s_epoch.store(0, std::memory_order_relaxed);
    // Noted also when there is no lane to be had: this is asked once a thread, not once a record.
    t_lane = LaneWriter{};
    t_lane.m_epoch = s_epoch.load(std::memory_order_relaxed);
    const std::optional<std::uint32_t> index = s.file && !t_ended ? takeLane(s) : std::nullopt;
    if (!index)
        return nullptr;
    layout::Lane& lane = s.file->lane(*index);
    const layout::RingSlot slot = newestRing(lane);
    t_lane.m_lane = &lane;
    t_lane.m_index = static_cast<LaneIndex>(*index);
    t_lane.m_objects = &s.file->object(0);
    t_lane.m_file = s.file.get();
    t_lane.m_ring = &at<layout::RingHeader>(*s.file, slot.offset);
    t_lane.m_records = &at<Record>(*s.file, slot.offset + sizeof(layout::RingHeader));
    t_lane.m_capacity = slot.records;
    // relaxed: a thread that had this lane before let go of it under the lock that is held now.
    t_lane.m_head = t_lane.m_ring->head.load(std::memory_order_relaxed);
    // acquire: pairs with the release in SegmentReader::finishBatch().
    t_lane.m_cachedTail = t_lane.m_ring->tail.load(std::memory_order_acquire);
    // Threads that take but a few things each are measured at different ones of them.
    t_lane.m_untilMeasured = *index % kAcquiresPerMeasure + 1;

    const auto tid = static_cast<std::int32_t>(gettid());
    lane.tid.store(tid, std::memory_order_relaxed);
    lane.state.store(static_cast<std::uint32_t>(layout::LaneState::Active), std::memory_order_release);
    char kernelName[16] = {};
    pthread_getname_np(pthread_self(), kernelName, sizeof kernelName);
    Record record;
    record.start = readClock();
    record.type = RecordType::ThreadStart;
    record.value = static_cast<std::uint64_t>(tid);
    record.object = static_cast<std::uint32_t>(internLocked(s, kernelName));
    t_lane.push(record);
    t_guard.armed = true;
    return &t_lane;
}

void Recorder::detachThread()
{
    if (!t_lane.attached())
        return;
    State& s = state();
    const std::lock_guard lock(s.mutex); // the next thread on this lane takes the ring over under it
    layout::Lane& lane = *t_lane.m_lane;
    Record record;
    record.start = readClock();
    record.type = RecordType::ThreadEnd;
    record.value = static_cast<std::uint64_t>(lane.tid.load(std::memory_order_relaxed));
    t_lane.push(record);
    lane.status.store(0, std::memory_order_release);
    for (auto& span : lane.spans)
        span.store(0, std::memory_order_release);
    for (auto& hold : lane.shared)
        hold.store(0, std::memory_order_release);
    lane.state.store(static_cast<std::uint32_t>(layout::LaneState::Ended), std::memory_order_release);
    if (s.file.get() == t_lane.m_file)
        s.freeLanes.push_back(static_cast<std::uint32_t>(t_lane.m_index));
    t_lane = LaneWriter{};
}

StringId Recorder::intern(std::string_view text)
{
    if (!lane())
        return StringId::None;
    State& s = state();
    const std::lock_guard lock(s.mutex);
    return s.file ? internLocked(s, text) : StringId::None;
}

ObjectId Recorder::addObject(ObjectKind kind, std::string_view name, std::int64_t capacity, const void* address)
{
    const LaneWriter* creator = lane();
    if (creator == nullptr)
        return ObjectId::None;
    State& s = state();
    const std::lock_guard lock(s.mutex);
    if (!s.file)
        return ObjectId::None; // stopped meanwhile
    const std::optional<std::uint32_t> index = takeObject(s);
    if (!index) {
        s.file->header().lostObjects.fetch_add(1, std::memory_order_relaxed);
        return ObjectId::None;
    }
    s.objects[*index] = {kind, internLocked(s, name), capacity, reinterpret_cast<std::uintptr_t>(address)};
    writeObject(s.file->object(*index), s.objects[*index], static_cast<std::uint32_t>(creator->index()),
                layout::ObjectReady::Made);
    // release: pairs with the acquire in SegmentReader::objectCount().
    s.file->header().objectCount.store(static_cast<std::uint32_t>(s.objects.size()), std::memory_order_release);
    return static_cast<ObjectId>(*index);
}

void Recorder::destroyObject(ObjectId id)
{
    if (id == ObjectId::None)
        return;
    State& s = state();
    const std::lock_guard lock(s.mutex);
    s.objects[static_cast<std::uint32_t>(id)].destroyed = true;
    if (s.file)
        s.file->object(static_cast<std::uint32_t>(id)).destroyed.store(1, std::memory_order_release);
}

void Recorder::setCapacity(ObjectId id, std::int64_t capacity)
{
    if (id == ObjectId::None)
        return;
    State& s = state();
    const std::lock_guard lock(s.mutex);
    s.objects[static_cast<std::uint32_t>(id)].capacity = capacity;
    if (s.file)
        s.file->object(static_cast<std::uint32_t>(id)).capacity.store(capacity, std::memory_order_relaxed);
}

layout::Object* Recorder::object(ObjectId id)
{
    const LaneWriter* writer = id != ObjectId::None ? lane() : nullptr;
    return writer != nullptr ? &writer->object(id) : nullptr;
}

void Recorder::nameProcess(std::string_view name)
{
    State& s = state();
    const std::lock_guard lock(s.mutex);
    s.processName = name;
    if (gettid() == getpid()) // the first thread's name is the process's
        pthread_setname_np(pthread_self(), std::string(name.substr(0, 15)).c_str());
}

void Recorder::nameThread(std::string_view name)
{
    if (gettid() != getpid()) // to the kernel the first thread's name is that of the process, which ps and top show
        pthread_setname_np(pthread_self(), std::string(name.substr(0, 15)).c_str());
    LaneWriter* writer = lane();
    if (writer == nullptr)
        return;
    Record record;
    record.start = readClock();
    record.type = RecordType::ThreadName;
    record.value = static_cast<std::uint64_t>(gettid());
    record.object = static_cast<std::uint32_t>(intern(name));
    writer->push(record);
}

} // namespace lanescope::trace
