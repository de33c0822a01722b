// SPDX-License-Identifier: MIT
// Rows of what may turn out to be one of several: certain is what holds whichever it is, possible
// what holds for one of them.
#include "policy/reach/rows.h"

namespace policy::reach {
namespace {

ClassFace of(const ClassFace& face, ClassId own) {
    return {face.subject == none ? own : face.subject, face.peer == none ? own : face.peer};
}

}  // namespace

std::uint32_t Rows::allowed_to_faces(ClassId to, Whom source, const Lane& lane, bool open) {
    const std::vector<ClassFace>& faces = faces_of(to, lane);
    std::uint32_t set = lane.possible ? 0 : 1;
    for (const ClassFace& face : faces) {
        const std::uint32_t one = allowed_to(of(face, to), source, lane, open);
        set = lane.possible ? masks_.unite(set, one) : masks_.common(set, one);
    }
    return set;
}

void Rows::write_lane(ClassId from, const Lane& lane, LaneRow& row) {
    row.clear();
    if (!in_lane(from, lane)) return;
    const std::vector<ClassFace>& faces = faces_of(from, lane);
    if (faces.empty()) return write_face({from, from}, lane, row);
    write_face(of(faces[0], from), lane, row);
    for (std::size_t i = 1; i < faces.size(); ++i) {
        LaneRow other;
        write_face(of(faces[i], from), lane, other);
        fold(lane, other, row);
    }
}

void Rows::fold(const Lane& lane, const LaneRow& other, LaneRow& row) {
    LaneRow both;
    auto a = row.begin();
    auto b = other.begin();
    while (a != row.end() || b != other.end()) {
        const bool in_a = b == other.end() || (a != row.end() && a->to <= b->to);
        const bool in_b = a == row.end() || (b != other.end() && b->to <= a->to);
        LaneEntry entry = in_a ? *a : *b;
        if (lane.possible) {
            if (in_a && in_b) entry.set = masks_.unite(a->set, b->set);
        } else {
            entry.set = in_a && in_b ? masks_.common(a->set, b->set) : 0;
        }
        if (entry.set != 0) both.push_back(entry);
        if (in_a) ++a;
        if (in_b) ++b;
    }
    row.swap(both);
}

}  // namespace policy::reach
