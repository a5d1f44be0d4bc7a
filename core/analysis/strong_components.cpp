// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/strong_components.h"

#include <algorithm>
#include <limits>

namespace lanescope::analysis {
namespace {

constexpr std::uint32_t kUnseen = std::numeric_limits<std::uint32_t>::max();

/// One search. The stack of calls is kept in a vector: a chain of threads may be thousands long.
class Search {
public:
    explicit Search(const Adjacency& edges)
        : m_edges(edges)
        , m_order(edges.size(), kUnseen)
        , m_low(edges.size(), 0)
        , m_open(edges.size(), false)
    {
    }

    std::vector<std::vector<std::uint32_t>> run()
    {
        for (std::uint32_t node = 0; node < m_edges.size(); ++node) {
            if (m_order[node] == kUnseen)
                visitFrom(node);
        }
        std::ranges::sort(m_found, {}, [](const auto& component) { return component.front(); });
        return std::move(m_found);
    }

private:
    struct Frame {
        std::uint32_t node;
        std::size_t next; // edge
    };

    void enter(std::uint32_t node)
    {
        m_order[node] = m_low[node] = m_count++;
        m_open[node] = true;
        m_stack.push_back(node);
        m_calls.push_back({node, 0});
    }
    void visitFrom(std::uint32_t root)
    {
        enter(root);
        while (!m_calls.empty()) {
            const std::uint32_t node = m_calls.back().node;
            if (m_calls.back().next == m_edges[node].size()) {
                leave(node);
                continue;
            }
            const std::uint32_t to = m_edges[node][m_calls.back().next++];
            if (m_order[to] == kUnseen)
                enter(to);
            else if (m_open[to])
                m_low[node] = std::min(m_low[node], m_order[to]);
        }
    }
    void leave(std::uint32_t node)
    {
        m_calls.pop_back();
        if (!m_calls.empty())
            m_low[m_calls.back().node] = std::min(m_low[m_calls.back().node], m_low[node]);
        if (m_low[node] != m_order[node])
            return;
        std::vector<std::uint32_t> component;
        do {
            component.push_back(m_stack.back());
            m_open[m_stack.back()] = false;
            m_stack.pop_back();
        } while (component.back() != node);
        const bool goesRound = component.size() > 1 || std::ranges::find(m_edges[node], node) != m_edges[node].end();
        if (!goesRound)
            return;
        std::ranges::sort(component);
        m_found.push_back(std::move(component));
    }

    const Adjacency& m_edges;
    std::vector<std::uint32_t> m_order; // in which nodes were seen first
    std::vector<std::uint32_t> m_low;   // the earliest open node that can be reached
    std::vector<bool> m_open;           // on m_stack
    std::vector<std::uint32_t> m_stack;
    std::vector<Frame> m_calls;
    std::vector<std::vector<std::uint32_t>> m_found;
    std::uint32_t m_count = 0;
};

} // namespace

std::vector<std::vector<std::uint32_t>> strongComponents(const Adjacency& edges)
{
    return Search(edges).run();
}

} // namespace lanescope::analysis
