// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A made run whose locks and queues are followed by the classes that follow real ones: what threads tell of them is
// given here, rows, logs and figures come about as they do in a recording. Times are milliseconds from the beginning.

#include "core/store/object_track.h"
#include "tests/core/analysis/made_run.h"

#include <map>

namespace lanescope::analysis::testing {

class MadeLoad : public MadeRun {
public:
    MadeLoad() { store.recording.kernelLayer = KernelLayer::Switches; }

    static std::int64_t ns(double ms) { return kBeginNs + static_cast<std::int64_t>(ms * 1e6); }

    std::vector<ThreadIndex> crew(std::size_t count, const std::string& name = "worker ")
    {
        std::vector<ThreadIndex> all;
        for (std::size_t i = 0; i < count; ++i)
            all.push_back(thread(name + std::to_string(i + 1)));
        return all;
    }

    void held(ObjectIndex object, ThreadIndex thread, double fromMs, double toMs, bool contended = false,
              bool shared = false)
    {
        track(object).addHold({thread, ns(fromMs), ns(toMs), unique(), contended, shared});
    }
    void waited(ObjectIndex object, ThreadIndex thread, double fromMs, double toMs, bool again = false,
                WaitKind kind = WaitKind::Lock)
    {
        track(object).addWait({thread, kind, ns(fromMs), ns(toMs), unique(), again});
    }
    void wrote(ObjectIndex word, ThreadIndex thread, double fromMs, double toMs, double times, std::uint16_t cpu)
    {
        track(word).addWrites({thread, ns(fromMs), ns(toMs), static_cast<std::uint64_t>(times), cpu});
    }
    void depth(ObjectIndex object, ThreadIndex thread, double atMs, double depth, trace::DepthChange change)
    {
        track(object).addDepth({ns(atMs), depth, change, thread});
    }
    void counter(ObjectIndex object, double atMs, double value) { track(object).addCounter(ns(atMs), value); }
    /// In the order of time.
    void did(ThreadIndex thread, State state, double fromMs, double toMs, std::uint32_t subject = kNone,
             std::uint32_t peer = kNone)
    {
        store.row(store.thread(thread).stateRow).append(Interval::make(ns(fromMs), ns(toMs), state, subject, peer));
    }
    void request(const std::string& host, double endMs, double wireMs, trace::RequestGate gate, double heldMs)
    {
        Request request;
        request.startNs = ns(endMs - wireMs);
        request.endNs = ns(endMs);
        request.url = "http://" + host + "/page";
        request.heldNs[static_cast<std::size_t>(gate)] = static_cast<std::int64_t>(heldMs * 1e6);
        m_requests.recent.push_back(std::move(request));
    }

    ObjectTrack& track(ObjectIndex object)
    {
        auto& place = m_tracks[object];
        if (!place)
            place = std::make_unique<ObjectTrack>(store, object, store.objects[static_cast<std::size_t>(object)]);
        return *place;
    }

    SnapshotPtr look(double ms)
    {
        for (auto& [object, track] : m_tracks) {
            track->advance(ns(ms), 0);
            track->refresh();
        }
        store.requests = std::make_shared<RequestFigures>(m_requests);
        return at(static_cast<std::int64_t>(ms * 1e6));
    }

private:
    std::uint64_t unique() { return ++m_unique; } // nothing was told of it before its end

    std::map<ObjectIndex, std::unique_ptr<ObjectTrack>> m_tracks;
    RequestFigures m_requests;
    std::uint64_t m_unique = 0;
};

} // namespace lanescope::analysis::testing
