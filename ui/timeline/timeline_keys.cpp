// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_keys.h"

#include <QKeyEvent>

#include <array>

namespace lanescope::timeline {
namespace {

struct Binding {
    int key;
    Qt::KeyboardModifiers modifiers;
    NavigatorCommand command;
};

const std::array<Binding, 27>& bindings()
{
    using N = TimelineNavigator;
    constexpr auto kNo = Qt::NoModifier;
    static const std::array<Binding, 27> all{{
        {Qt::Key_W, kNo, &N::zoomIn},
        {Qt::Key_Plus, kNo, &N::zoomIn},
        {Qt::Key_Equal, kNo, &N::zoomIn},
        {Qt::Key_S, kNo, &N::zoomOut},
        {Qt::Key_Minus, kNo, &N::zoomOut},
        {Qt::Key_A, kNo, &N::panLeft},
        {Qt::Key_D, kNo, &N::panRight},
        {Qt::Key_F, kNo, &N::fit},
        {Qt::Key_End, kNo, &N::followLive},
        {Qt::Key_Z, kNo, &N::zoomToSelection},
        {Qt::Key_Return, kNo, &N::zoomToPick},
        {Qt::Key_Enter, kNo, &N::zoomToPick},
        {Qt::Key_Right, kNo, &N::pickNext},
        {Qt::Key_Left, kNo, &N::pickPrevious},
        {Qt::Key_Down, kNo, &N::pickRowBelow},
        {Qt::Key_Up, kNo, &N::pickRowAbove},
        {Qt::Key_Right, Qt::ShiftModifier, &N::openRow},
        {Qt::Key_Left, Qt::ShiftModifier, &N::closeRow},
        {Qt::Key_N, kNo, &N::nextContention},
        {Qt::Key_N, Qt::ShiftModifier, &N::previousContention},
        {Qt::Key_B, kNo, &N::jumpToBlocker},
        {Qt::Key_P, kNo, &N::togglePinned},
        {Qt::Key_BracketLeft, kNo, &N::placeFirstCursor},
        {Qt::Key_BracketRight, kNo, &N::placeSecondCursor},
        {Qt::Key_Escape, kNo, &N::clear},
        {Qt::Key_Plus, Qt::ShiftModifier, &N::zoomIn},
        {Qt::Key_Home, kNo, &N::fit},
    }};
    return all;
}

} // namespace

NavigatorCommand commandFor(const QKeyEvent& event)
{
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    for (const Binding& binding : bindings()) {
        if (binding.key == event.key() && binding.modifiers == modifiers)
            return binding.command;
    }
    return nullptr;
}

QList<KeyHelp> timelineKeys()
{
    return {
        {TimelineNavigator::tr("W, S, + and −"), TimelineNavigator::tr("Zoom in and out")},
        {TimelineNavigator::tr("A, D"), TimelineNavigator::tr("Move left and right")},
        {TimelineNavigator::tr("F"), TimelineNavigator::tr("Show the whole run")},
        {TimelineNavigator::tr("End"), TimelineNavigator::tr("Follow the live end")},
        {TimelineNavigator::tr("Left, Right"), TimelineNavigator::tr("Previous and next interval of the row")},
        {TimelineNavigator::tr("Up, Down"), TimelineNavigator::tr("Row above and below")},
        {TimelineNavigator::tr("Shift+Right, Shift+Left"),
         TimelineNavigator::tr("Open and close a row, then its group")},
        {TimelineNavigator::tr("N, Shift+N"), TimelineNavigator::tr("Next and previous contention")},
        {TimelineNavigator::tr("B"), TimelineNavigator::tr("Jump to the thread that ended the wait")},
        {TimelineNavigator::tr("Return"), TimelineNavigator::tr("Zoom to the interval")},
        {TimelineNavigator::tr("Z"), TimelineNavigator::tr("Zoom to the selected range")},
        {TimelineNavigator::tr("P"), TimelineNavigator::tr("Pin the row to the top")},
        {TimelineNavigator::tr("[ and ]"), TimelineNavigator::tr("Place the first and the second cursor")},
        {TimelineNavigator::tr("Escape"), TimelineNavigator::tr("Clear selection, cursors and highlights")},
    };
}

} // namespace lanescope::timeline
