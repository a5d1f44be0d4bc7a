// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/request.h"

namespace lanescope::store {

const Request* RequestFigures::find(std::uint32_t id) const
{
    for (const std::vector<Request>* requests : {&onTheWire, &recent}) {
        const auto found = std::find_if(requests->rbegin(), requests->rend(),
                                        [id](const Request& request) { return request.id == id; });
        if (found != requests->rend())
            return &*found;
    }
    return nullptr;
}

} // namespace lanescope::store
