// SPDX-License-Identifier: MIT
#include "core/trace/recorder.h"

#include "core/trace/recorder_state.h"

#include <cstdlib>
#include <optional>
#include <pthread.h>
#include <unistd.h>

namespace lanescope::trace {

constinit thread_local LaneWriter Recorder::t_lane;
constinit std::atomic<std::uint64_t> Recorder::s_epoch{0};

namespace {

// Never destroyed: threads may still record while static objects are torn down.
RecorderState& state()
{
    static RecorderState* const instance = new RecorderState;
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
    RecorderState& s = state();
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
    RecorderState& s = state();
    const std::lock_guard lock(s.mutex);
    if (s.file)
        return Error{"This process records already; end that recording before a new one is started."};
    Status started = s.begin(folder, processName);
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
    RecorderState& s = state();
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
    RecorderState& s = state();
    const std::lock_guard lock(s.mutex);
    if (s.restartInChild && !s.begin(std::string(s.folder), std::string(s.processName)))
        s_epoch.store(0, std::memory_order_relaxed);
    // Noted also when there is no lane to be had: this is asked once a thread, not once a record.
    t_lane = LaneWriter{};
    t_lane.m_epoch = s_epoch.load(std::memory_order_relaxed);
    const std::optional<std::uint32_t> index = s.file && !t_ended ? s.takeLane() : std::nullopt;
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
    record.object = static_cast<std::uint32_t>(s.intern(kernelName));
    t_lane.push(record);
    t_guard.armed = true;
    return &t_lane;
}

void Recorder::detachThread()
{
    if (!t_lane.attached())
        return;
    RecorderState& s = state();
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
    RecorderState& s = state();
    const std::lock_guard lock(s.mutex);
    return s.file ? s.intern(text) : StringId::None;
}

ObjectId Recorder::addObject(ObjectKind kind, std::string_view name, std::int64_t capacity, const void* address)
{
    const LaneWriter* creator = lane();
    if (creator == nullptr)
        return ObjectId::None;
    RecorderState& s = state();
    const std::lock_guard lock(s.mutex);
    if (!s.file)
        return ObjectId::None; // stopped meanwhile
    const std::optional<std::uint32_t> index = s.takeObject();
    if (!index) {
        s.file->header().lostObjects.fetch_add(1, std::memory_order_relaxed);
        return ObjectId::None;
    }
    s.objects[*index] = {kind, s.intern(name), capacity, reinterpret_cast<std::uintptr_t>(address)};
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
    RecorderState& s = state();
    const std::lock_guard lock(s.mutex);
    s.objects[static_cast<std::uint32_t>(id)].destroyed = true;
    if (s.file)
        s.file->object(static_cast<std::uint32_t>(id)).destroyed.store(1, std::memory_order_release);
}

void Recorder::setCapacity(ObjectId id, std::int64_t capacity)
{
    if (id == ObjectId::None)
        return;
    RecorderState& s = state();
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
    RecorderState& s = state();
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
