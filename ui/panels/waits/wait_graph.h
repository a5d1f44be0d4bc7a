// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::panels {

/// A thread or an object of a snapshot as a knot of the wait-for graph.
struct GraphKey {
    enum class Kind : std::uint8_t {
        Thread,
        Object,
        Crowd ///< many threads that wait for the same and have the same
    };
    static constexpr std::uint32_t kNothing = 0xffff'ffff;

    Kind kind = Kind::Thread;
    std::uint32_t index = 0; ///< ThreadIndex or ObjectIndex; of a crowd, the object that it waits for, or kNothing
    std::uint32_t held = kNothing; ///< of a crowd: the object that each of it has
    friend auto operator<=>(const GraphKey&, const GraphKey&) = default;

    bool isObject() const { return kind == Kind::Object; }
};

struct GraphNode {
    GraphKey key;
    QString name;
    QString detail; ///< what it does or what it is: "in Scheduler::dispatch", "mutex"
    bool inCycle = false;
};

/// From who depends to what it depends on.
struct GraphEdge {
    enum class Kind : std::uint8_t {
        Waits, ///< a thread for an object
        Holds, ///< an object for the thread that has it
        Order  ///< object, then object: the second was taken while the first was held
    };
    Kind kind = Kind::Waits;
    GraphKey from;
    GraphKey to;
    QString label; ///< "3.4 s"
    QString tip;   ///< the whole sentence
    bool inCycle = false;
    std::optional<store::RowIndex> row = std::nullopt; ///< where on the timeline it is …
    std::int64_t timeNs = 0;                           ///< … and at which moment
    store::State state = store::State::LockWait;       ///< of a wait: in which the thread is

    /// Of two moments: it is between the same two.
    bool isSameLineAs(const GraphEdge& other) const
    {
        return kind == other.kind && from == other.from && to == other.to;
    }
};

/// What the view of the graph shows at one moment. Plain data. Threads: as a value.
struct WaitGraph {
    std::vector<GraphNode> nodes;
    std::vector<GraphEdge> edges;
    QString sentence;                ///< of the cycle, empty where there is none
    bool isDeadlock = false;         ///< the cycle is real; otherwise only possible
    std::vector<std::uint32_t> ring; ///< of a deadlock: its threads, each waits for what the next one holds
};

} // namespace lanescope::panels
